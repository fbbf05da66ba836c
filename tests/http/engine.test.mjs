// What every page and operation gets from the engine, whatever it shows.
import assert from 'node:assert/strict';
import net from 'node:net';
import test from 'node:test';
import { Client, base, raw } from './client.mjs';

const visitor = new Client();

test('an unknown path is a Persian 404 page', async () => {
	const answer = await visitor.get('/no/such/page');
	assert.equal(answer.status, 404);
	assert.match(answer.headers.get('content-type'), /text\/html/);
	assert.match(answer.text, /پیدا نشد/);
});

test('an unknown path of the JSON face is an error object', async () => {
	const answer = await visitor.get('/api/v1/nothing');
	assert.equal(answer.status, 404);
	assert.equal(answer.json.error.code, 'not_found');
	assert.ok(answer.json.error.message.length > 5);
});

test('a known path with another method says which are allowed', async () => {
	const answer = await visitor.ask('DELETE', '/about');
	assert.equal(answer.status, 405);
	assert.equal(answer.headers.get('allow'), 'GET, HEAD');
});

test('HEAD has the headers of GET and no body', async () => {
	const get = await visitor.get('/about', { 'accept-encoding': 'identity' });
	const head = await visitor.ask('HEAD', '/about', { headers: { 'accept-encoding': 'identity' } });
	assert.equal(head.status, 200);
	assert.equal(head.text, '');
	assert.equal(head.headers.get('content-length'), get.headers.get('content-length'));
});

test('a page that did not change is 304', async () => {
	const first = await visitor.get('/about');
	const again = await visitor.get('/about', { 'if-none-match': first.headers.get('etag') });
	assert.equal(again.status, 304);
	assert.equal(again.text, '');
});

for (const [coding, header] of [['br', 'br'], ['gzip', 'gzip'], [null, 'identity'], [null, 'br;q=0']]) {
	test(`accept-encoding ${header} gives ${coding ?? 'plain bytes'}`, async () => {
		const answer = await fetch(`${base}/about`, { headers: { 'accept-encoding': header } });
		assert.equal(answer.headers.get('content-encoding'), coding);
		assert.match(await answer.text(), /<\/html>/);
	});
}

test('every answer carries the security headers', async () => {
	for (const path of ['/', '/about', '/nope', '/api/v1/products']) {
		const { headers } = await visitor.get(path);
		assert.match(headers.get('content-security-policy'), /default-src 'none'/);
		assert.doesNotMatch(headers.get('content-security-policy'), /unsafe/);
		assert.equal(headers.get('x-content-type-options'), 'nosniff');
	}
});

test('a write from another site is refused', async () => {
	const stranger = new Client({ origin: 'https://evil.example' });
	const answer = await stranger.ask('POST', '/login', { body: new URLSearchParams({ mobile: '09120000001' }) });
	assert.equal(answer.status, 403);
	const embedded = await visitor.ask('POST', '/login', { body: new URLSearchParams({ mobile: '09120000001' }),
		headers: { 'sec-fetch-site': 'cross-site' } });
	assert.equal(embedded.status, 403);
});

test('a body longer than its Content-Length drops the line and grows nothing', async () => {
	const head = 'POST /login HTTP/1.1\r\nhost: x\r\ncontent-type: text/plain\r\ncontent-length: 10\r\n\r\n';
	let sent = 0;
	await new Promise((resolve) => {
		const { hostname, port } = new URL(base);
		const socket = net.connect(Number(port), hostname, () => {
			socket.write(head + 'x'.repeat(5));
			const more = setInterval(() => {
				if (socket.destroyed || sent > 64) {
					clearInterval(more);
					socket.destroy();
					return;
				}
				socket.write('y'.repeat(1 << 20));
				sent++;
			}, 5);
		});
		socket.on('error', () => {});
		socket.on('close', resolve);
	});
	assert.ok(sent < 64, `the service took ${sent} MiB`);
	assert.equal((await visitor.get('/healthz')).status, 200);
});

test('an overrun in the first packet is dropped too', async () => {
	const answer = await raw('POST /login HTTP/1.1\r\nhost: x\r\ncontent-length: 4\r\n\r\n' + 'z'.repeat(4000));
	assert.equal(answer, '');
});

test('a body over the limit is 413', async () => {
	const answer = await visitor.ask('POST', '/login', { body: 'mobile=' + '1'.repeat(2 << 20),
		headers: { 'content-type': 'application/x-www-form-urlencoded' } });
	assert.equal(answer.status, 413);
});

test('broken bodies are 400, never 500', async () => {
	for (const [type, body] of [['application/json', '{"mobile":'], ['application/json', '[1]'],
		['application/x-www-form-urlencoded', 'mobile=%zz'], ['multipart/form-data; boundary=x', 'nothing']]) {
		const answer = await visitor.ask('POST', '/login', { headers: { 'content-type': type }, body });
		assert.equal(answer.status, 400, `${type} ${body}`);
	}
});

test('bytes that are not UTF-8 are refused beside their field', async () => {
	const answer = await visitor.get('/api/v1/products?q=%ff%fe');
	assert.equal(answer.status, 422);
	assert.equal(answer.json.error.fields.q.code, 'bad_utf8');
});

test('an address that cannot be anything is not found, on both faces', async () => {
	for (const path of ['/product/x', '/product/0', '/api/v1/products/x', `/product/${'9'.repeat(30)}`])
		assert.equal((await visitor.get(path)).status, 404, path);
});

test('health, readiness and metrics', async () => {
	assert.equal((await visitor.get('/healthz')).status, 200);
	const ready = await visitor.get('/readyz');
	assert.equal(ready.status, 200);
	assert.equal(ready.json.jobs, true);
	const metrics = (await visitor.get('/metrics')).text;
	assert.match(metrics, /^hamyar_requests_total\{worker="\d+"\} \d+$/m);
	assert.match(metrics, /^hamyar_operation_requests_total\{worker="\d+",operation="\w+",outcome="(answered|refused)"\} \d+$/m);
});

test('assets are kept for ever, folders cannot be climbed', async () => {
	const css = /href="(\/assets\/[^"]+\.css)"/.exec((await visitor.get('/')).text)[1];
	const answer = await visitor.get(css);
	assert.match(answer.headers.get('cache-control'), /immutable/);
	for (const path of ['/assets/../config.h', '/assets/%2e%2e%2fmanifest.json', '/media/../pg/PG_VERSION',
		'/media/aa/..%2f..%2fpg', '/media/aa/x.webp', '//etc/passwd']) {
		const bad = await raw(`GET ${path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`);
		assert.match(bad, /^HTTP\/1\.1 404/, path);
	}
});
