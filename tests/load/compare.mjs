// Two sides of a row take turns, and the medians are compared.
import { median, runs } from './tools.mjs';

export const rate = (value) => `${Math.round(value).toLocaleString('en')}/s`;

export async function inTurns(one, other) {
	const a = [], b = [];
	for (let i = 0; i < runs; i++) {
		a.push(await one());
		b.push(await other());
	}
	return [median(a), median(b)];
}

export function atLeast(what, [measured, reference], name, bar) {
	const ratio = measured / reference;
	return { what, measured: rate(measured), reference: `${name} ${rate(reference)}`, value: `× ${ratio.toFixed(2)}`,
		bar: `≥ ${bar}`, ratio, ok: ratio >= bar, raw: { measured, reference } };
}
