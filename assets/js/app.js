/* Small comforts over pages that already work without a script. */
import htmx from "htmx.org/dist/htmx.esm.js";
import { start_basket } from "./basket.js";
import { start_code } from "./code.js";
import { start_files } from "./files.js";
import { start_forms } from "./forms.js";
import { start_places } from "./places.js";
import { start_typed } from "./typed.js";

/* The bundle hides its names; pages and htmx's own parts look for this one. */
window.htmx = htmx;

start_basket();
start_code();
start_files();
start_forms();
/* Before what splits a long list by what is chosen in it. */
start_typed();
start_places();
