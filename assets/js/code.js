/* The one-time code: taken from the message where the phone allows it, and a
 * count of the seconds until another may be asked for. */
const persian = new Intl.NumberFormat("fa-IR",
    { minimumIntegerDigits: 2, useGrouping: false });

async function
take_from_message(field)
{
	if (!("OTPCredential" in window))
		return;
	try {
		const { code } = await navigator.credentials.get(
		    { otp: { transport: ["sms"] } });

		field.value = code;
		field.form.requestSubmit();
	} catch {
		/* Refused or timed out: the code is typed by hand. */
	}
}

function
count_down(button)
{
	const until = Date.now() + Number(button.dataset.wait) * 1000;
	const words = button.textContent;
	const tick = () => {
		const left = Math.ceil((until - Date.now()) / 1000);

		if (left <= 0) {
			button.disabled = false;
			button.textContent = words;
			clearInterval(timer);
			return;
		}
		button.textContent = `${words} تا ` +
		    `${persian.format(Math.floor(left / 60))}:` +
		    persian.format(left % 60);
	};
	const timer = setInterval(tick, 1000);

	button.disabled = true;
	tick();
}

export function
start_code()
{
	const field = document.querySelector(
	    "input[autocomplete='one-time-code']");
	const button = document.querySelector("button[data-wait]");

	if (field)
		take_from_message(field);
	if (button && Number(button.dataset.wait) > 0)
		count_down(button);
}
