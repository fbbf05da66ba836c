// What happens later happens, however often it fails first: nothing is
// dropped, and what cannot be done is kept where people see it.
import test, { afterEach } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { deflateSync } from 'node:zlib';
import { Client, base, messages } from '../http/client.mjs';
import { sql, until } from './service.mjs';
import { books, buyers, goods, hurry, number, quiet, rows, start, stop, switches } from './world.mjs';

const LIMIT = { timeout: 60000 };
const media = `${process.env.HAMYAR_VAR}/media`;

afterEach(() => switches());

const jobOf = (kind, key, value) => rows(`select j.*, run_at > now() as waits, extract(epoch from run_at - now()) as wait_s
	from job j where kind = '${kind}' and payload ->> '${key}' = '${value}'`)[0];

// A message and its job; the sandbox knows it by its number.
function text(mobile) {
	const id = number(`select message_add('order_paid', '${mobile}', '{"order": "TEST2345"}')`);
	return { id, job: () => jobOf('sms', 'message', id), state: () => sql(`select state from message where id = ${id}`) };
}

const anyone = () => `0998${String(Math.floor(Math.random() * 1e7)).padStart(7, '0')}`;

test('the SMS provider is down: orders go on, messages come later, once', LIMIT, async () => {
	const variants = goods(2, 10);
	const book = books(variants, 10);
	const [buyer] = buyers(1);
	const mobile = sql(`select a.mobile from account a where id = ${buyer.account}`);
	await switches({ sms_down: true });
	const { code, authority } = await buyer.order(variants);
	await buyer.pay(authority);
	assert.equal(await buyer.state(code), 'paid');
	const id = number(`select id from message where account_id = ${buyer.account} and kind = 'order_paid'`);
	const job = () => jobOf('sms', 'message', id);
	await until('it was tried', () => job().tries === 1 && job().state === 'ready');
	assert.ok(job().waits && job().wait_s < 20, 'a quarter of a minute');
	assert.match(job().last_error, /503/);
	hurry(['sms']);
	await until('it was tried again', () => job().tries === 2 && job().state === 'ready');
	assert.ok(job().wait_s > 20, 'it waits longer each time');
	assert.equal(sql(`select state from message where id = ${id}`), 'ready');
	await switches();
	await quiet(['sms']);
	assert.equal(sql(`select state from message where id = ${id}`), 'sent');
	assert.equal((await messages(mobile)).length, 1);
	await quiet();
	await book.check();
});

test('a login asked for while SMS is down is answered, and its code comes', LIMIT, async () => {
	const mobile = anyone();
	await switches({ sms_down: true });
	const asked = await new Client().submit('/login', '/login', { mobile });
	assert.equal(asked.status, 303);
	await switches();
	hurry(['sms']);
	await until('the code is there', async () => {
		hurry(['sms']);
		return (await messages(mobile)).length === 1;
	});
});

test('what fails every time ends on the list of the dead, whole, and can be revived', LIMIT, async () => {
	await switches({ sms_down: true });
	const mobile = anyone();
	const one = text(mobile);
	sql(`update job set tries_max = 3 where id = ${one.job().id}`);
	await until('it is given up', () => {
		hurry(['sms']);
		return one.job().state === 'dead';
	});
	assert.equal(one.job().tries, 3);
	assert.match(one.job().last_error, /503/);
	assert.equal(one.state(), 'ready', 'the message is kept');
	await switches();
	sql(`select job_revive(${one.job().id})`);
	await until('it is sent', () => one.state() === 'sent');
	assert.equal(one.job().state, 'done');
	assert.equal((await messages(mobile)).length, 1);
});

test('a job that makes no sense is dead at once and stops nobody', LIMIT, async () => {
	const id = number(`select job_add('refund', '{"nothing": true}')`);
	const mobile = anyone();
	const next = text(mobile);
	await until('it is dead', () => sql(`select state from job where id = ${id}`) === 'dead');
	assert.match(sql(`select last_error from job where id = ${id}`), /no refund/);
	await until('others go on', () => next.state() === 'sent');
	sql(`delete from job where id = ${id}`);
});

test('a lane killed in its work: another takes it within seconds, and it is sent once', LIMIT, async () => {
	await switches({ slow: 2000 });
	const mobile = anyone();
	const one = text(mobile);
	await until('it is at work', () => one.job().state === 'running');
	const [, pid, lane] = one.job().runner.split(':');
	assert.equal(lane, 'sms');
	process.kill(Number(pid), 'SIGKILL');
	await until('it is free', () => one.job().state === 'ready');
	await switches();
	await quiet(['sms']);
	assert.equal(one.state(), 'sent');
	assert.equal((await messages(mobile)).length, 1);
});

test('no runner at all: orders go on, readyz says so, it catches up', LIMIT, async () => {
	const variants = goods(1, 10);
	const book = books(variants, 10);
	const [buyer] = buyers(1);
	await stop('jobs');
	try {
		const { code, authority } = await buyer.order(variants);
		await buyer.pay(authority);
		assert.equal(await buyer.state(code), 'paid');
		sql(`update runner set seen_at = now() - interval '2 minutes'`);
		assert.equal((await fetch(`${base}/readyz`)).status, 503);
	} finally {
		start('jobs');
	}
	await until('it is ready', async () => (await fetch(`${base}/readyz`)).status === 200);
	await quiet();
	await book.check();
});

// ---- photos ----

// The sum that ends each part of a PNG; zlib of Debian's Node 18 hides its own.
function crc32(bytes) {
	let sum = ~0;
	for (const byte of bytes) {
		sum ^= byte;
		for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
	}
	return ~sum >>> 0;
}

// A picture of one colour, as small as PNG allows.
function png(width, height) {
	const chunk = (type, data) => {
		const body = Buffer.concat([Buffer.from(type), data]);
		const len = Buffer.alloc(4), sum = Buffer.alloc(4);
		len.writeUInt32BE(data.length);
		sum.writeUInt32BE(crc32(body));
		return Buffer.concat([len, body, sum]);
	};
	const head = Buffer.alloc(13);
	head.writeUInt32BE(width, 0);
	head.writeUInt32BE(height, 4);
	head.set([8, 2], 8);
	const line = Buffer.concat([Buffer.from([0]), randomBytes(width * 3)]);
	const lines = Buffer.concat(Array.from({ length: height }, () => line));
	return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', head), chunk('IDAT', deflateSync(lines)), chunk('IEND', Buffer.alloc(0))]);
}

// A key for programs of the leader of some group.
function leader() {
	const token = randomBytes(32).toString('base64url');
	sql(`insert into api_token (account_id, role_grant_id, name, token_hash)
		select account_id, id, 'test', '${createHash('sha256').update(token).digest('hex')}'
		from role_grant where role = 'leader' and ended_at is null order by id limit 1`);
	return new Client({ token });
}

// The disk is full: a folder of one page when we may mount one, else no
// folder at all. Gives what puts it right again.
function fillDisk() {
	try {
		execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4k', 'tmpfs', media], { stdio: 'ignore' });
		return () => execFileSync('umount', ['-l', media]);
	} catch {
		renameSync(media, `${media}.away`);
		writeFileSync(media, '');
		return () => {
			rmSync(media);
			renameSync(`${media}.away`, media);
		};
	}
}

test('the disk is full: the photo waits, its original is kept, then it is made', LIMIT, async () => {
	const member = leader();
	const repair = fillDisk();
	let id;
	try {
		const body = new FormData();
		body.append('photo', new Blob([png(800, 600)], { type: 'image/png' }), 'a.png');
		const sent = await member.ask('POST', '/api/v1/group/photos', { body });
		assert.equal(sent.status, 201, sent.text);
		({ id } = sent.json);
		await until('it was tried', () => jobOf('photo', 'media', id).tries >= 1 && jobOf('photo', 'media', id).state === 'ready');
		assert.notEqual(jobOf('photo', 'media', id).last_error, null);
		assert.equal(number(`select count(*) from upload where media_id = '${id}'`), 1);
		assert.equal(sql(`select state from media where id = '${id}'`), 'waiting');
	} finally {
		repair();
	}
	await quiet(['photo']);
	assert.equal(sql(`select state from media where id = '${id}'`), 'ready');
	assert.equal(number(`select count(*) from upload where media_id = '${id}'`), 0);
	assert.ok(existsSync(`${media}/${id.slice(0, 2)}/${id}-480.webp`));
	await member.api('DELETE', `/group/photos/${id}`);
});
