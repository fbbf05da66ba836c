/* Comforts of the desks where groups work; pages work without them. */
import { start_offline } from "./offline.js";
import { start_meeting } from "./meeting.js";
import { start_papers } from "./papers.js";
import { start_photos } from "./photos.js";

start_photos();
start_papers();
/* Before a record that waits is put back into its form. */
start_meeting();
start_offline();
