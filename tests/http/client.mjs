// A browser without a face: keeps the session's cookie, speaks as our pages
// do, and can also put raw bytes on the line.
import net from 'node:net';

export const base = process.env.HAMYAR_URL ?? 'http://127.0.0.1:8080';
export const sandbox = process.env.HAMYAR_SANDBOX ?? 'http://127.0.0.1:8081';
const url = new URL(base);

// The fetch of Debian's Node 18 came before this one.
Headers.prototype.getSetCookie ??= function () {
	return this.get('set-cookie')?.split(/, (?=[^ ;=]+=)/) ?? [];
};

export class Client {
	constructor({ origin = base, token } = {}) {
		this.origin = origin;
		this.token = token;
		this.cookie = '';
	}

	async ask(method, path, { headers = {}, body, ms = 30000 } = {}) {
		const all = { ...headers };
		if (this.cookie) all.cookie = this.cookie;
		if (this.token) all.authorization = `Bearer ${this.token}`;
		if (method !== 'GET' && method !== 'HEAD' && this.origin) all.origin = this.origin;
		const go = () => fetch(base + path, { method, headers: all, body, redirect: 'manual', signal: AbortSignal.timeout(ms) });
		// A kept line may have been closed while the test was busy: a read asks again.
		const answer = await go().catch((error) => {
			if (method === 'GET' && error.cause?.code !== 'ECONNREFUSED') return go();
			throw error;
		});
		for (const line of answer.headers.getSetCookie()) this.cookie = line.split(';')[0];
		const text = await answer.text();
		return { status: answer.status, headers: answer.headers, text,
			get json() { return JSON.parse(text); },
			location: answer.headers.get('location') };
	}

	get(path, headers) {
		return this.ask('GET', path, { headers });
	}

	// A program's write: JSON in, JSON out.
	api(method, path, value, headers = {}) {
		return this.ask(method, `/api/v1${path}`, {
			headers: { 'content-type': 'application/json', ...headers },
			body: value === undefined ? undefined : JSON.stringify(value) });
	}

	// A form of a page: its hidden fields are read first, as a browser has them.
	async submit(page, action, fields) {
		const html = page ? (await this.get(page)).text : '';
		const form = new URLSearchParams(hidden(html, action));
		for (const [name, value] of Object.entries(fields)) {
			form.delete(name);
			for (const one of [value].flat()) form.append(name, one);
		}
		return this.ask('POST', action, { body: form });
	}

	// Logs in with the code that the sandbox's telephone received.
	async login(mobile) {
		const seen = (await messages(mobile)).filter((message) => message.code).length;
		const asked = await this.submit('/login', '/login', { mobile });
		const code = await codeOf(mobile, seen);
		const done = await this.submit(asked.location, '/login/code', { mobile, code });
		if (done.status !== 303) throw new Error(`login of ${mobile}: ${done.status} ${done.text.slice(0, 300)}`);
		return done;
	}
}

// The hidden fields of the form with that action.
export function hidden(html, action) {
	const form = html.split('<form').find((part) => part.includes(`action="${action}"`)) ?? '';
	const fields = {};
	for (const [tag] of form.split('</form')[0].matchAll(/<input[^>]*type="hidden"[^>]*>/g)) {
		const name = /name="([^"]*)"/.exec(tag)?.[1];
		if (name) fields[name] = /value="([^"]*)"/.exec(tag)?.[1] ?? '';
	}
	return fields;
}

export async function messages(mobile) {
	return (await fetch(`${sandbox}/sms.json?mobile=${mobile}`)).json();
}

// The code of the message that came after those already seen.
export async function codeOf(mobile, seen = 0) {
	for (let i = 0; i < 100; i++) {
		const list = (await messages(mobile)).filter((message) => message.code);
		if (list.length > seen) return list[0].code;
		await new Promise((done) => setTimeout(done, 100));
	}
	throw new Error(`no message for ${mobile}`);
}

// Waits for a text: the job runner sends it in its own time.
export async function told(mobile, words) {
	for (let i = 0; i < 100; i++) {
		if ((await messages(mobile)).some((message) => words.test(message.text))) return true;
		await new Promise((done) => setTimeout(done, 100));
	}
	return false;
}

// Sends bytes as they are and gives back all that came until the line closed.
export function raw(bytes, { wait = 3000 } = {}) {
	return new Promise((resolve, reject) => {
		const socket = net.connect(Number(url.port), url.hostname);
		const parts = [];
		const timer = setTimeout(() => socket.destroy(), wait);
		socket.on('connect', () => socket.write(bytes));
		socket.on('data', (part) => parts.push(part));
		socket.on('error', (error) => (error.code === 'ECONNRESET' || error.code === 'EPIPE' ? 0 : reject(error)));
		socket.on('close', () => {
			clearTimeout(timer);
			resolve(Buffer.concat(parts).toString('latin1'));
		});
	});
}
