// The scenes of the demo pictures: a wall, a table and what stands on it.
// A scene is a function (picture, tools) => SVG inside a 960 x 720 view.
import { kilim, mix, MOTIFS, ribbon, star, tiles } from "./pattern.mjs";

const shadow = (cx, cy, rx, ry = rx * .16) => `<ellipse cx="${cx}" cy="${cy}" ` +
    `rx="${rx}" ry="${ry}" fill="#3a2416" opacity=".22"/>`;

// The wall with its faint tiles, the table with its woven edge.
function
room({ palette, random }, tableTop = 500)
{
	const motif = MOTIFS[Math.floor(random() * MOTIFS.length)];
	const { wall, wall2, cloth, thread } = palette;
	const edge = ribbon(0, 648, 960, 56, thread, random);
	const size = 110 + Math.floor(random() * 3) * 25;
	const top = mix(cloth, "#ffffff", .12);
	return `<defs>${tiles("w", motif, size, wall, mix(wall, wall2, .55),
	    mix(wall, wall2, .28))}<radialGradient id="l" cx=".32" cy=".2" r=".9">` +
	    `<stop offset="0" stop-color="#fff" stop-opacity=".55"/><stop ` +
	    `offset=".6" stop-color="#fff" stop-opacity="0"/><stop offset="1" ` +
	    `stop-color="#4a2a12" stop-opacity=".16"/></radialGradient></defs>` +
	    `<rect width="960" height="720" fill="url(#w)"/>` +
	    `<rect y="${tableTop}" width="960" height="${720 - tableTop}" ` +
	    `fill="${top}"/><rect y="${tableTop}" width="960" height="8" ` +
	    `fill="${mix(cloth, "#ffffff", .4)}"/>` +
	    edge +
	    `<rect width="960" height="720" fill="url(#l)"/>`;
}

// The cloth seen from above, for plates.
function
cloth({ palette, random })
{
	const { wall, wall2, cloth: dye, thread } = palette;
	const motif = ["check", "boteh", "flower", "girih"][
	    Math.floor(random() * 4)];
	return `<defs>${tiles("w", motif, 120, wall, mix(wall, wall2, .7),
	    mix(wall, dye, .12))}</defs><rect width="960" height="720" ` +
	    `fill="url(#w)"/>` + ribbon(0, 0, 960, 46, thread, random) +
	    ribbon(0, 674, 960, 46, thread, random);
}

function
plate(picture, tools)
{
	const { palette, random, art } = tools;
	const blue = palette.thread[random() > .5 ? 0 : 2];
	let out = cloth(tools) + `<ellipse cx="486" cy="382" rx="310" ry="306" ` +
	    `fill="#3a2416" opacity=".2"/><circle cx="480" cy="366" r="306" ` +
	    `fill="#fffdf7"/><circle cx="480" cy="366" r="298" fill="none" ` +
	    `stroke="${blue}" stroke-width="7"/>`;
	for (let i = 0; i < 24; i++)
		out += `<g transform="rotate(${i * 15} 480 366)"><path fill="${
		    i % 2 ? blue : mix(blue, "#ffffff", .35)}" d="M480 82c16 14 ` +
		    `16 30 0 44c-16-14-16-30 0-44z"/></g>`;
	out += `<circle cx="480" cy="366" r="228" fill="#fbf6ea" stroke="${
	    mix(blue, "#ffffff", .45)}" stroke-width="4"/>`;
	if (picture.art.length === 1 && picture.one)
		return out + art(picture.art[0], 290, 176, 380);
	const places = [[-92, -100], [92, -96], [0, -8], [-150, 38], [150, 40],
	    [-70, 128], [82, 126]];
	for (const [i, [x, y]] of places.entries()) {
		const turn = Math.floor(random() * 40) - 20;
		out += `<ellipse cx="${480 + x}" cy="${366 + y + 60}" rx="62" ry=` +
		    `"13" fill="#3a2416" opacity=".14"/>` +
		    art(picture.art[i % picture.art.length],
		    480 + x - 80, 366 + y - 80, 160, turn);
	}
	return out;
}

// A glass jar with a cloth lid; what is in it is seen through the glass.
function
oneJar(picture, tools, x, y, w, h, n)
{
	const { palette, random, art } = tools;
	const fill = picture.fill;
	const id = `j${n}`;
	const body = `M${x + w * .12} ${y + h * .2}Q${x} ${y + h * .24} ${x} ` +
	    `${y + h * .36}V${y + h * .9}Q${x} ${y + h} ${x + w * .12} ${y + h}` +
	    `H${x + w * .88}Q${x + w} ${y + h} ${x + w} ${y + h * .9}V` +
	    `${y + h * .36}Q${x + w} ${y + h * .24} ${x + w * .88} ` +
	    `${y + h * .2}z`;
	let out = shadow(x + w / 2, y + h - 2, w * .62) +
	    `<defs><clipPath id="${id}"><path d="${body}"/></clipPath>` +
	    `<linearGradient id="g${id}"><stop offset="0" stop-color="${
	    mix(fill, "#ffffff", .3)}"/><stop offset=".5" stop-color="${fill}"/>` +
	    `<stop offset="1" stop-color="${mix(fill, "#20100a", .35)}"/>` +
	    `</linearGradient></defs><path d="${body}" fill="#f4fbfb" ` +
	    `opacity=".85"/><g clip-path="url(#${id})"><rect x="${x}" ` +
	    `y="${y + h * .3}" width="${w}" height="${h}" fill="url(#g${id})"/>`;
	for (let i = 0; i < (picture.smooth ? 0 : 15); i++) {
		const px = x + (i % 3) * w * .33 - w * .06 + random() * w * .08;
		const py = y + h * .28 + Math.floor(i / 3) * h * .15 +
		    random() * h * .04;
		out += `<g opacity=".93">${art(picture.art[i % picture.art.length],
		    px, py, w * .42, Math.floor(random() * 360))}</g>`;
	}
	out += `<rect x="${x}" y="${y + h * .3}" width="${w}" height="${h}" ` +
	    `fill="${fill}" opacity="${picture.smooth ? 0 : .16}"/></g>` +
	    `<path d="${body}" fill="none" stroke="#ffffff" stroke-width="7" ` +
	    `opacity=".75"/><path d="M${x + w * .1} ${y + h * .36}V` +
	    `${y + h * .86}" stroke="#fff" stroke-width="${w * .06}" ` +
	    `stroke-linecap="round" opacity=".55"/>`;
	return out + lid(x, y, w, h, palette, random) + label(picture, tools,
	    x + w / 2, y + h * .66, w * .3);
}

function
lid(x, y, w, h, palette, random)
{
	const dye = palette.thread[0];
	let out = `<path fill="${dye}" d="M${x + w * .08} ${y + h * .1}Q` +
	    `${x + w / 2} ${y - h * .07} ${x + w * .92} ${y + h * .1}L` +
	    `${x + w * .98} ${y + h * .27}`;
	for (let i = 0; i < 6; i++)
		out += `q${-w * .08} ${h * .05} ${-w * .16} 0`;
	out += `z"/>`;
	for (let i = 0; i < 9; i++)
		out += `<circle cx="${x + w * (.2 + (i % 5) * .15)}" cy="${
		    y + h * (.08 + Math.floor(i / 5) * .11)}" r="${w * .026}" ` +
		    `fill="${palette.thread[3] === "#3b2a2a" ? "#fff" :
		    mix(palette.thread[1], "#ffffff", .5)}"/>`;
	return out + `<path d="M${x + w * .06} ${y + h * .18}Q${x + w / 2} ` +
	    `${y + h * .23} ${x + w * .94} ${y + h * .18}" fill="none" ` +
	    `stroke="#f2e2b8" stroke-width="${w * .035}"/><path fill="none" ` +
	    `stroke="#f2e2b8" stroke-width="${w * .025}" d="M${x + w * .5} ` +
	    `${y + h * .205}q${-w * .2} ${h * .02} ${-w * .14} ${h * .1}m` +
	    `${w * .14} ${-h * .1}q${w * .2} ${h * .02} ${w * .14} ${h * .1}"/>`;
}

function
label(picture, { palette, art }, cx, cy, r)
{
	return `<circle cx="${cx}" cy="${cy}" r="${r}" fill="#fdf8ec"/>` +
	    `<circle cx="${cx}" cy="${cy}" r="${r * .88}" fill="none" stroke="${
	    palette.thread[0]}" stroke-width="3" stroke-dasharray="7 5"/>` +
	    art(picture.art[0], cx - r * .58, cy - r * .58, r * 1.16);
}

function
jar(picture, tools)
{
	const { random, art } = tools;
	const many = random() > .45;
	let out = room(tools);
	if (many)
		out += oneJar(picture, tools, 150, 190, 250, 390, 1);
	out += oneJar(picture, tools, many ? 420 : 320, 110, 310, 490, 2);
	const loose = many ? [[760, 480, 130], [660, 540, 110]] :
	    [[130, 470, 150], [680, 480, 150], [240, 540, 110]];
	for (const [i, [x, y, s]] of loose.entries())
		out += shadow(x + s / 2, y + s * .96, s * .5) +
		    art(picture.art[i % picture.art.length], x, y, s,
		    Math.floor(random() * 30) - 15);
	return out;
}

function
oneBottle(picture, x, y, h, n)
{
	const w = h * .34;
	const { fill } = picture;
	const body = `M${x + w * .36} ${y + h * .1}V${y + h * .3}Q${x} ` +
	    `${y + h * .4} ${x} ${y + h * .5}V${y + h * .94}Q${x} ${y + h} ` +
	    `${x + w * .14} ${y + h}H${x + w * .86}Q${x + w} ${y + h} ${x + w} ` +
	    `${y + h * .94}V${y + h * .5}Q${x + w} ${y + h * .4} ${x + w * .64} ` +
	    `${y + h * .3}V${y + h * .1}z`;
	return shadow(x + w / 2, y + h - 2, w * .66) + `<defs><linearGradient ` +
	    `id="b${n}"><stop offset="0" stop-color="${mix(fill, "#ffffff", .45)
	    }"/><stop offset=".45" stop-color="${fill}"/><stop offset="1" ` +
	    `stop-color="${mix(fill, "#20100a", .3)}"/></linearGradient><clipPath ` +
	    `id="bc${n}"><path d="${body}"/></clipPath></defs><path d="${body}" ` +
	    `fill="#eef7f4"/><rect clip-path="url(#bc${n})" x="${x}" ` +
	    `y="${y + h * .25}" width="${w}" height="${h}" fill="url(#b${n})"/>` +
	    `<path d="${body}" fill="none" stroke="#fff" stroke-width="6" ` +
	    `opacity=".8"/><path d="M${x + w * .16} ${y + h * .52}V${y + h * .9}" ` +
	    `stroke="#fff" stroke-width="${w * .08}" stroke-linecap="round" ` +
	    `opacity=".6"/><rect x="${x + w * .34}" y="${y}" width="${w * .32}" ` +
	    `height="${h * .12}" rx="6" fill="#b98550"/>`;
}

function
bottle(picture, tools)
{
	const { random, art } = tools;
	let out = room(tools);
	for (const [i, [x, y, h]] of [[190, 200, 380], [360, 100, 500],
	    [580, 220, 360]].entries())
		out += oneBottle(picture, x, y, h, i) + label(picture, tools,
		    x + h * .17, y + h * .72, h * .115);
	for (const [x, y, s] of [[90, 500, 140], [720, 470, 160], [620, 560, 110]])
		out += art(picture.art[0], x, y, s, Math.floor(random() * 40) - 20);
	return out;
}

// A copper bowl heaped with spice, dried herbs, nuts or dried mushrooms.
function
bowl(picture, tools)
{
	const { random, art } = tools;
	const { fill } = picture;
	let out = room(tools) + shadow(480, 606, 290) + `<defs><clipPath ` +
	    `id="h"><path d="M214 392Q330 150 480 150T746 392Q480 450 214 392z"/>` +
	    `</clipPath>` +
	    `<linearGradient id="c"><stop offset="0" stop-color="#e2a06a"/><stop ` +
	    `offset=".4" stop-color="#b9683a"/><stop offset="1" ` +
	    `stop-color="#7a3f22"/></linearGradient></defs><ellipse cx="480" ` +
	    `cy="392" rx="290" ry="52" fill="#6d3a20"/><path fill="${fill}" ` +
	    `d="M214 392Q330 170 480 170T746 392Q480 450 214 392z"/>`;
	const grains = picture.art.length ? 44 : 150;
	out += `<g clip-path="url(#h)">`;
	for (let i = 0; i < grains; i++) {
		const row = Math.sqrt((i + 1) / grains);
		const x = 480 + (random() - .5) * 520 * row;
		const y = 165 + row * 240;
		out += picture.art.length ?
		    art(picture.art[i % picture.art.length], x - 50, y - 50, 100,
		    Math.floor(random() * 360)) :
		    `<ellipse cx="${x.toFixed()}" cy="${y.toFixed()}" rx="9" ` +
		    `ry="5" transform="rotate(${Math.floor(random() * 180)} ` +
		    `${x.toFixed()} ${y.toFixed()})" fill="${mix(fill, i % 2 ?
		    "#ffffff" : "#20100a", .15 + random() * .2)}"/>`;
	}
	out += `</g><path fill="url(#c)" d="M190 388Q480 470 770 388Q760 540 ` +
	    `600 604H360Q200 540 190 388z"/><path d="M190 388Q480 470 770 388" ` +
	    `fill="none" stroke="#f3c596" stroke-width="9"/>`;
	for (let i = 0; i < 9; i++) {
		const x = 270 + i * 52.5;
		const y = 478 + 34 * Math.sin(Math.PI * i / 8);
		out += star(x, y, 17, 8, .55, "#f0bf8c", `opacity=".75"`);
	}
	return out + (picture.beside ?? []).map((name, i) =>
	    art(name, i ? 740 : 70, 500, 140)).join("");
}

// One thing, large, on the table or against the wall.
function
object(picture, tools)
{
	const { random, art } = tools;
	const [name, ...small] = picture.art;
	let out = room(tools) + shadow(480, 600, 220) +
	    art(name, 250, 140, 460, 0);
	for (const [i, s] of small.entries()) {
		const x = i % 2 ? 70 + random() * 20 : 720 + random() * 20;
		out += shadow(x + 75, 612, 70) + art(s, x, 470, 150,
		    Math.floor(random() * 24) - 12);
	}
	return out;
}

// A garment on a wooden hanger, before a lighter arch.
function
hanger(picture, tools)
{
	const { palette, art } = tools;
	const light = mix(palette.wall, "#ffffff", .75);
	return room(tools, 640) + `<path d="M230 640V300Q230 60 480 40Q730 60 ` +
	    `730 300V640z" fill="${light}"/><path d="M252 640V304Q252 82 480 62` +
	    `Q708 82 708 304V640" fill="none" stroke="${palette.thread[0]}" ` +
	    `stroke-width="5" stroke-dasharray="2 12" stroke-linecap="round"/>` +
	    `<path d="M480 176V150q26-6 22-28t-26-18" fill="none" ` +
	    `stroke="#8a8f94" stroke-width="8" stroke-linecap="round"/>` +
	    `<path d="M360 226L480 168L600 226" fill="none" stroke="#a8703f" ` +
	    `stroke-width="18" stroke-linecap="round" stroke-linejoin="round"/>` +
	    art(picture.art[0], 268, 172, 424) + (picture.art[1] ?
	    art(picture.art[1], 740, 500, 140) : "");
}

// A service: its sign inside a big eight-pointed star of tiles.
function
medal(picture, tools)
{
	const { palette, random, art } = tools;
	const { wall, wall2, thread } = palette;
	let out = `<defs>${tiles("w", "girih", 150, mix(wall, wall2, .4), wall,
	    mix(wall, wall2, .85))}</defs><rect width="960" height="720" ` +
	    `fill="url(#w)"/>` + ribbon(0, 0, 960, 46, thread, random) +
	    ribbon(0, 674, 960, 46, thread, random) +
	    star(480, 372, 312, 8, .84, "#3a2416", `opacity=".15"`);
	for (const [r, fill] of [[306, thread[0]], [288, "#fdf6e6"],
	    [274, thread[2]], [256, "#fffaf0"]])
		out += star(480, 360, r, 8, .84, fill);
	const [name, ...small] = picture.art;
	out += art(name, 345, 215, 270, 0);
	for (const [i, s] of small.entries())
		out += art(s, i ? 292 : 560, 440, 110, i ? -10 : 10);
	return out;
}

// The cover of a group's stall: a woven ground and its trade in the middle.
function
cover(picture, tools)
{
	const { palette, random, art } = tools;
	const { thread } = palette;
	let out = kilim(0, 0, 960, 720, thread, random) + star(480, 360, 236, 16,
	    .9, "#fdf6e6") + `<circle cx="480" cy="360" r="196" fill="none" ` +
	    `stroke="${thread[0]}" stroke-width="6" stroke-dasharray="3 13" ` +
	    `stroke-linecap="round"/>`;
	const [name, ...small] = picture.art;
	out += art(name, 370, 225, 220, 0);
	for (const [i, s] of small.slice(0, 2).entries())
		out += art(s, i ? 325 : 520, 405, 110, i ? -12 : 12);
	return out;
}

export const SCENES = { bottle, bowl, cover, hanger, jar, medal, object, plate };
export { room, shadow };
