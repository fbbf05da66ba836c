// Colours and woven or tiled patterns of the demo pictures. Everything is
// drawn from a seed, so the same name always gives the same picture.

export const PALETTES = {
	madder: { wall: "#f6e3cf", wall2: "#eccbad", cloth: "#a52a2a",
	    thread: ["#a52a2a", "#e0a03a", "#1d6f72", "#f7ecd9", "#3b2a2a"] },
	turquoise: { wall: "#dff0ea", wall2: "#b9ddd6", cloth: "#177e83",
	    thread: ["#177e83", "#f2e8d5", "#c9552d", "#0f4c5c", "#e6b655"] },
	saffron: { wall: "#fdf0cb", wall2: "#f6d88b", cloth: "#d9902f",
	    thread: ["#d98a1f", "#8f2d2a", "#fbf1dc", "#2f6b5e", "#5b3a1e"] },
	cream: { wall: "#faf4e8", wall2: "#e9dcc3", cloth: "#e8d6b4",
	    thread: ["#b8793f", "#faf3e3", "#6f7f4f", "#a63d33", "#4a3b2c"] },
	indigo: { wall: "#dfe6ef", wall2: "#b7c6da", cloth: "#2b4a73",
	    thread: ["#2b4a73", "#f3e6cf", "#b6382f", "#d8a441", "#6d93b8"] },
	rose: { wall: "#fae4df", wall2: "#efc1b8", cloth: "#b8485a",
	    thread: ["#b8485a", "#f9ece0", "#4f7d6b", "#e2a85a", "#6c2637"] },
	pistachio: { wall: "#eef1d9", wall2: "#d3dcae", cloth: "#76894a",
	    thread: ["#6f8545", "#f7f0da", "#a8432f", "#d7a43b", "#3f4a2c"] },
};

// A small generator (mulberry32); a picture never asks the clock for chance.
export function
chance(name)
{
	let state = 2166136261;
	for (const ch of name)
		state = Math.imul(state ^ ch.codePointAt(0), 16777619);
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let t = Math.imul(state ^ (state >>> 15), 1 | state);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
	};
}

// A diamond with stairs for edges, as a loom makes it.
function
stepped(cx, cy, rx, ry, fill)
{
	const steps = 5;
	const points = [];
	const corner = (sx, sy, i) => [
	    cx + sx * rx * (i / steps), cy + sy * ry * ((steps - i) / steps)];
	for (let q = 0; q < 4; q++) {
		const [sx, sy] = [[1, -1], [1, 1], [-1, 1], [-1, -1]][q];
		for (let n = 0; n < steps; n++) {
			const i = q % 2 === 0 ? n : steps - n;
			const j = q % 2 === 0 ? n + 1 : steps - n - 1;
			const a = corner(sx, sy, i);
			const b = corner(sx, sy, j);
			points.push(a, q % 2 === 0 ? [b[0], a[1]] : [a[0], b[1]]);
		}
	}
	return `<polygon fill="${fill}" points="${points.map(
	    (p) => p.map((v) => v.toFixed(1)).join()).join(" ")}"/>`;
}

function
band(kind, x, y, w, h, ink)
{
	const count = Math.max(2, Math.round(w / (h * 1.15)));
	const step = w / count;
	let out = `<rect x="${x}" y="${y}" width="${w}" height="${h}" ` +
	    `fill="${ink[0]}"/>`;

	for (let i = 0; i < count; i++) {
		const left = x + i * step;
		const mid = left + step / 2;
		if (kind === "diamond")
			out += stepped(mid, y + h / 2, step * .46, h * .46, ink[1]) +
			    stepped(mid, y + h / 2, step * .24, h * .24, ink[2]);
		else if (kind === "tooth")
			out += `<path fill="${ink[1]}" d="M${left} ${y + h}L${mid} ` +
			    `${y}L${left + step} ${y + h}z"/><path fill="${ink[2]}" ` +
			    `d="M${left + step * .28} ${y + h}L${mid} ${y + h * .45}` +
			    `L${left + step * .72} ${y + h}z"/>`;
		else if (kind === "wave")
			out += `<path fill="none" stroke="${ink[1]}" stroke-width=` +
			    `"${h * .2}" d="M${left} ${y + h * .8}L${mid} ` +
			    `${y + h * .2}L${left + step} ${y + h * .8}"/>`;
		else if (kind === "comb")
			out += `<rect x="${left + step * .1}" y="${y + h * .15}" ` +
			    `width="${step * .35}" height="${h * .7}" fill="${ink[1]}"/>` +
			    `<rect x="${left + step * .55}" y="${y + h * .35}" width=` +
			    `"${step * .35}" height="${h * .3}" fill="${ink[2]}"/>`;
		else if (kind === "star")
			out += star(mid, y + h / 2, h * .42, 8, .5, ink[1]) +
			    `<circle cx="${mid}" cy="${y + h / 2}" r="${h * .12}" ` +
			    `fill="${ink[2]}"/>`;
	}
	return out;
}

// A woven piece: borders, bands and, when there is room, a middle field.
export function
kilim(x, y, w, h, thread, random)
{
	const kinds = ["diamond", "tooth", "wave", "comb", "star"];
	const pick = () => {
		const a = Math.floor(random() * thread.length);
		const b = (a + 1 + Math.floor(random() * (thread.length - 1))) %
		    thread.length;
		return [thread[a], thread[b], thread[(b + 2) % thread.length]];
	};
	const rows = [];
	let left = h / 2;
	while (left > 8) {
		const tall = Math.min(left, h * (.05 + random() * .09));
		rows.push([kinds[Math.floor(random() * kinds.length)], tall,
		    pick()]);
		left -= tall;
		if (left > 4 && random() > .4) {
			rows.push(["plain", Math.min(left, h * .014), pick()]);
			left -= h * .014;
		}
	}
	let out = `<g shape-rendering="crispEdges"><rect x="${x}" y="${y}" ` +
	    `width="${w}" height="${h}" fill="${thread[0]}"/>`;
	let top = y;
	for (const [kind, tall, ink] of rows) {
		out += band(kind, x, top, w, tall, ink);
		out += band(kind, x, 2 * y + h - top - tall, w, tall, ink);
		top += tall;
	}
	if (h > 240) {
		const tall = h * .36;
		const n = w > h ? 3 : 2;
		out += `<rect x="${x}" y="${y + (h - tall) / 2}" width="${w}" ` +
		    `height="${tall}" fill="${thread[4]}"/>`;
		for (let i = 0; i < n; i++)
			for (const [k, part] of [.47, .36, .25, .14, .06].entries())
				out += stepped(x + w * (i + .5) / n, y + h / 2,
				    w / n * part, tall * part, thread[(k + n) % 4]);
	}
	return out + "</g>";
}

// One row of large motifs between two lines: the hem of a cloth.
export function
ribbon(x, y, w, h, thread, random)
{
	const kind = ["diamond", "tooth", "star", "wave"][
	    Math.floor(random() * 4)];
	const line = h * .12;
	return band(kind, x, y, w, h, [thread[0], thread[1], thread[3]]) +
	    [y, y + h - line].map((top) => `<rect x="${x}" y="${top}" ` +
	    `width="${w}" height="${line}" fill="${thread[4]}"/>`).join("");
}

export function
star(cx, cy, r, tips, inner, fill, more = "")
{
	let points = "";
	for (let i = 0; i < tips * 2; i++) {
		const far = i % 2 === 0 ? r : r * inner;
		const a = Math.PI * i / tips;
		points += `${(cx + far * Math.sin(a)).toFixed(1)},` +
		    `${(cy - far * Math.cos(a)).toFixed(1)} `;
	}
	return `<polygon points="${points}" fill="${fill}" ${more}/>`;
}

// The motif of one square of a repeated background, 120 units wide.
const TILES = {
	girih: (a, b) => star(60, 60, 44, 8, .7, a) +
	    star(60, 60, 26, 8, .6, b) + [0, 120].map((x) => [0, 120].map(
	    (y) => star(x, y, 20, 4, .55, b)).join("")).join(""),
	boteh: (a, b) => [[32, 34, 1], [92, 94, -1]].map(([x, y, s]) =>
	    `<g transform="translate(${x} ${y}) scale(${s} ${s})">` +
	    `<path fill="${a}" d="M0 24C-24 18-22-14 2-24C18-30 20-12 10-12` +
	    `C16 4 20 20 0 24z"/><circle cx="-2" cy="6" r="7" fill="${b}"/>` +
	    "</g>").join(""),
	check: (a, b) => `<rect width="120" height="60" fill="${b}"/>` +
	    `<rect width="60" height="120" fill="${b}"/>` +
	    `<rect width="60" height="60" fill="${a}"/>`,
	flower: (a, b) => [[30, 30], [90, 90]].map(([x, y]) =>
	    [0, 60, 120, 180, 240, 300].map((t) => `<ellipse cx="${x}" ` +
	    `cy="${y - 14}" rx="7" ry="12" fill="${a}" ` +
	    `transform="rotate(${t} ${x} ${y})"/>`).join("") +
	    `<circle cx="${x}" cy="${y}" r="6" fill="${b}"/>`).join(""),
	stripe: (a, b) => `<rect width="60" height="120" fill="${b}"/>` +
	    `<rect x="72" width="10" height="120" fill="${a}"/>` +
	    `<rect x="98" width="10" height="120" fill="${a}"/>`,
	loom: (a, b) => stepped(60, 60, 52, 52, a) +
	    stepped(60, 60, 30, 30, b) + stepped(60, 60, 12, 12, a),
};

export const MOTIFS = Object.keys(TILES);

// A repeated background as a pattern to fill with: url(#id).
export function
tiles(id, motif, size, base, a, b)
{
	return `<pattern id="${id}" width="${size}" height="${size}" ` +
	    `patternUnits="userSpaceOnUse"><rect width="${size}" ` +
	    `height="${size}" fill="${base}"/><g transform="scale(` +
	    `${size / 120})">${TILES[motif](a, b)}</g></pattern>`;
}

// A colour between two colours: part 0 is the first, 1 the second.
export function
mix(from, to, part)
{
	const read = (hex) => [1, 3, 5].map(
	    (i) => parseInt(hex.slice(i, i + 2), 16));
	const [a, b] = [read(from), read(to)];
	return "#" + a.map((v, i) => Math.round(v + (b[i] - v) * part)
	    .toString(16).padStart(2, "0")).join("");
}
