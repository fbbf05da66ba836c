// Answers on the line: their framing, slow readers, idle visitors.
import test from 'node:test';
import assert from 'node:assert/strict';
import net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, base, raw } from './client.mjs';

const url = new URL(base);
const ask = (path, more = '') => `GET ${path} HTTP/1.1\r\nhost: ${url.host}\r\n${more}\r\n`;

test('a line that is asked to close is closed after a whole answer', async () => {
	for (const text of [ask('/about', 'connection: close\r\n'), `GET /about HTTP/1.0\r\nhost: ${url.host}\r\n\r\n`]) {
		const [head, body] = (await raw(text)).split('\r\n\r\n');
		assert.match(head, /^HTTP\/1\.1 200 /);
		assert.match(head, /^connection: close$/m);
		assert.match(head, /^date: \w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/m);
		assert.equal(body.length, Number(/content-length: (\d+)/.exec(head)[1]));
	}
});

test('304 and HEAD have no body, and the line goes on', async () => {
	const etag = (await new Client().get('/about')).headers.get('etag');
	const answers = await raw(ask('/about', `if-none-match: ${etag}\r\n`), { wait: 500 });
	assert.match(answers, /^HTTP\/1\.1 304 /);
	assert.ok(answers.endsWith('\r\n\r\n') && !/content-length/.test(answers));
	const head = await raw(`HEAD /about HTTP/1.1\r\nhost: ${url.host}\r\n\r\n`, { wait: 500 });
	assert.ok(/content-length: [1-9]/.test(head) && head.endsWith('\r\n\r\n'));
});

test('a reader who takes his time gets every byte', async () => {
	const css = /\/assets\/app-\w+\.css/.exec((await new Client().get('/about')).text)[0];
	const whole = (await (await fetch(base + css)).arrayBuffer()).byteLength;
	const socket = net.connect({ port: Number(url.port), host: url.hostname, highWaterMark: 1024 });
	let got = 0;
	socket.pause();
	socket.write(ask(css));
	await sleep(300);
	socket.resume();
	await new Promise((done, fail) => {
		let head = '';
		socket.on('data', (part) => {
			if (!head.includes('\r\n\r\n')) {
				head += part.toString('latin1');
				got = head.length - head.indexOf('\r\n\r\n') - 4;
			} else got += part.length;
			if (got >= whole) done();
		});
		setTimeout(() => fail(new Error(`${got} of ${whole} bytes`)), 5000).unref();
	});
	assert.equal(got, whole);
	socket.destroy();
});

test('an idle line is closed without a word', { timeout: 15000 }, async () => {
	const text = await raw(ask('/healthz'), { wait: 12000 });
	assert.equal(text.match(/HTTP\/1\.1/g).length, 1, 'no 408 that nobody asked for');
});

test('a body that nobody reads is not taken for the next request', async () => {
	for (const method of ['GET', 'HEAD', 'DELETE', 'OPTIONS']) {
		const answer = await raw(`${method} /healthz HTTP/1.1\r\nhost: x\r\ncontent-length: 40\r\n\r\n` +
			`${'x'.repeat(9000)}GET /about HTTP/1.1\r\nhost: x\r\n\r\n`);
		assert.equal(answer.split('HTTP/1.1 ').length - 1, 1, method);
		assert.match(answer, /connection: close/i, method);
	}
});
