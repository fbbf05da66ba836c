// Scenes of things no icon set has: woven, leather, clay, wood, mushrooms.
import { kilim, mix, ribbon, star, tiles } from "./pattern.mjs";
import { room, shadow } from "./scene.mjs";

// A kilim hung from a wooden rod, with its fringe.
function
hanging(picture, tools)
{
	const { palette, random } = tools;
	const wide = picture.wide ?? 400;
	const tall = picture.tall ?? 470;
	const x = 480 - wide / 2;
	const y = 96;
	let out = room(tools, 650) + `<rect x="${x + 14}" y="${y + 16}" ` +
	    `width="${wide}" height="${tall + 22}" fill="#3a2416" opacity=".2"/>`;
	for (let i = 0; i <= wide / 9; i++)
		out += `<path d="M${x + 2 + i * 9} ${y + tall}v${
		    22 + random() * 8}" stroke="#efe3c8" stroke-width="4"/>`;
	return out + kilim(x, y, wide, tall, palette.thread, random) +
	    `<rect x="${x - 46}" y="${y - 16}" width="${wide + 92}" height="20" ` +
	    `rx="10" fill="#8c5a2f"/><circle cx="${x - 46}" cy="${y - 6}" r="17" ` +
	    `fill="#6d431f"/><circle cx="${x + wide + 46}" cy="${y - 6}" r="17" ` +
	    `fill="#6d431f"/>`;
}

// A scarf or table cloth folded to a diamond, border woven or printed.
function
square(picture, tools)
{
	const { palette, random } = tools;
	const { thread } = palette;
	const motif = picture.motif ?? ["boteh", "flower", "girih"][
	    Math.floor(random() * 3)];
	const field = mix(thread[0], "#ffffff", picture.pale ?? .1);
	return room(tools, 560) + `<defs>${tiles("s", motif, 92, field,
	    thread[1], thread[2])}</defs><ellipse cx="480" cy="610" rx="330" ` +
	    `ry="34" fill="#3a2416" opacity=".2"/>` +
	    `<g transform="translate(480 350) scale(1 .86) rotate(45)">` +
	    `<rect x="-225" y="-225" width="450" height="450" rx="10" ` +
	    `fill="${thread[2]}"/>` +
	    kilim(-225, -225, 450, 450, thread, random) +
	    `<rect x="-178" y="-178" width="356" height="356" fill="url(#s)"/>` +
	    `<path d="M-225-225L225 225L-225 225z" fill="#20100a" ` +
	    `opacity=".07"/></g><path d="M480 350L752 350L480 616z" ` +
	    `fill="#fff" opacity=".12"/>`;
}

function
cushion(picture, tools)
{
	const { palette, random } = tools;
	const { thread } = palette;
	const one = (x, y, s) => `${shadow(x + s / 2, y + s * .97, s * .5)}` +
	    `<g transform="translate(${x} ${y})"><clipPath id="k${x}"><path ` +
	    `d="M${s * .06} ${s * .04}Q${s / 2} ${s * .12} ${s * .94} ${s * .04}` +
	    `Q${s * .9} ${s / 2} ${s * .96} ${s * .96}Q${s / 2} ${s * .9} ` +
	    `${s * .04} ${s * .96}Q${s * .1} ${s / 2} ${s * .06} ${s * .04}z"/>` +
	    `</clipPath><g clip-path="url(#k${x})">` +
	    kilim(0, 0, s, s, thread, random) + `<path d="M0 0H${s}L0 ${s}z" ` +
	    `fill="#fff" opacity=".1"/></g>` + [[.06, .04], [.94, .04],
	    [.96, .96], [.04, .96]].map(([a, b]) => `<circle cx="${s * a}" ` +
	    `cy="${s * b}" r="12" fill="${thread[1]}"/>`).join("") + `</g>`;
	return room(tools) + one(150, 250, 330) + one(430, 190, 400);
}

const HIDES = { tan: "#b5713a", brown: "#6f4427", wine: "#7d2b33",
    olive: "#66683a", navy: "#2f4059", honey: "#d19a4e" };

// Leather: the shape, its shade and a line of hand stitches inside the edge.
function
hide(path, colour, stitch = .92, cx = 480, cy = 360)
{
	return `<path d="${path}" fill="${colour}"/><path d="${path}" ` +
	    `fill="url(#shine)"/><g transform="translate(${cx} ${cy}) ` +
	    `scale(${stitch}) translate(${-cx} ${-cy})"><path d="${path}" ` +
	    `fill="none" stroke="#f4e3c1" stroke-width="4" ` +
	    `stroke-dasharray="13 9" stroke-linecap="round"/></g>`;
}

const SHINE = `<defs><linearGradient id="shine" x2=".6" y2="1"><stop ` +
    `offset="0" stop-color="#fff" stop-opacity=".28"/><stop offset=".5" ` +
    `stop-color="#fff" stop-opacity="0"/><stop offset="1" ` +
    `stop-color="#1d0d04" stop-opacity=".3"/></linearGradient></defs>`;

const buckle = (x, y, s) => `<rect x="${x}" y="${y}" width="${s}" ` +
    `height="${s * .8}" rx="${s * .16}" fill="none" stroke="#d8b45a" ` +
    `stroke-width="${s * .16}"/><path d="M${x + s * .5} ${y + s * .05}v${s * .7}" ` +
    `stroke="#b8923d" stroke-width="${s * .12}"/>`;

const LEATHER = {
	satchel: (c) => `<path d="M330 300Q330 110 480 104T630 300" fill="none" ` +
	    `stroke="${mix(c, "#20100a", .25)}" stroke-width="22"/>` +
	    hide("M250 270Q250 240 282 240H678Q710 240 710 270V560Q710 600 670 " +
	    "600H290Q250 600 250 560z", c, .93, 480, 420) +
	    hide("M244 262Q244 230 280 230H680Q716 230 716 262V400Q716 460 640 " +
	    "464H320Q244 460 244 400z", mix(c, "#ffffff", .1), .92, 480, 345) +
	    buckle(452, 428, 58),
	tote: (c) => `<path d="M370 290V200Q370 130 480 130T590 200V290" ` +
	    `fill="none" stroke="${mix(c, "#20100a", .25)}" stroke-width="20"/>` +
	    hide("M280 268H680L724 590Q724 606 700 606H260Q236 606 236 590z", c,
	    .93, 480, 440) + star(480, 440, 66, 8, .62, mix(c, "#ffffff", .28)) +
	    star(480, 440, 34, 8, .55, mix(c, "#20100a", .3)),
	wallet: (c) => `<g transform="rotate(-8 480 400)">` +
	    hide("M230 300Q230 270 260 270H700Q730 270 730 300V540Q730 570 700 " +
	    "570H260Q230 570 230 540z", mix(c, "#20100a", .2), .94, 480, 420) +
	    hide("M246 322Q246 292 276 292H690Q720 292 720 322V548Q720 578 690 " +
	    "578H276Q246 578 246 548z", c, .93, 483, 435) +
	    `<circle cx="664" cy="436" r="20" fill="#d8b45a"/></g>`,
	cards: (c) => `<g transform="rotate(6 480 400)"><rect x="330" y="210" ` +
	    `width="300" height="190" rx="16" fill="#f3ead6"/><rect x="330" ` +
	    `y="244" width="300" height="190" rx="16" fill="#2d8286"/>` +
	    hide("M300 330Q300 306 324 306H636Q660 306 660 330V560Q660 590 630 " +
	    "590H330Q300 590 300 560z", c, .92, 480, 448) + `</g>`,
	belt: (c) => `<path d="M480 150a235 190 0 1 0 4 0" fill="none" ` +
	    `stroke="${mix(c, "#20100a", .3)}" stroke-width="84" ` +
	    `transform="translate(0 16)"/><path d="M480 150a235 190 0 1 0 4 0" ` +
	    `fill="none" stroke="${c}" stroke-width="78"/><path d="M480 150a235 ` +
	    `190 0 1 0 4 0" fill="none" stroke="#f4e3c1" stroke-width="58" ` +
	    `stroke-dasharray="2 400" opacity=".01"/><path d="M480 178a206 162 0 ` +
	    `1 0 4 0M480 122a264 218 0 1 0 4 0" fill="none" stroke="#f4e3c1" ` +
	    `stroke-width="4" stroke-dasharray="13 9"/>` + buckle(420, 96, 130),
	notebook: (c) => `<g transform="rotate(-7 480 370)"><rect x="316" ` +
	    `y="150" width="360" height="450" rx="12" fill="#efe4cb"/>` +
	    hide("M290 150Q290 136 304 136H640Q656 136 656 150V576Q656 590 640 " +
	    "590H304Q290 590 290 576z", c, .92, 473, 363) +
	    `<path d="M290 372H664" stroke="${mix(c, "#20100a", .4)}" ` +
	    `stroke-width="16"/>` + star(473, 260, 58, 8, .62,
	    mix(c, "#ffffff", .28)) + `<circle cx="620" cy="372" r="18" ` +
	    `fill="#d8b45a"/></g>`,
	fob: (c) => [[250, -14, c], [520, 12, mix(c, "#a52a2a", .5)]].map(
	    ([x, t, k]) => `<g transform="rotate(${t} ${x + 90} 360)"><circle ` +
	    `cx="${x + 90}" cy="196" r="52" fill="none" stroke="#c3a04c" ` +
	    `stroke-width="14"/>` + hide(`M${x + 50} 240H${x + 130}L${x + 170} ` +
	    `330V540Q${x + 170} 580 ${x + 90} 590Q${x + 10} 580 ${x + 10} 540V` +
	    `330z`, k, .88, x + 90, 420) + star(x + 90, 450, 40, 8, .6,
	    mix(k, "#ffffff", .35)) + `</g>`).join(""),
};

function
leather(picture, tools)
{
	const colour = HIDES[picture.hide];
	return room(tools) + SHINE + shadow(480, 606, 270) +
	    LEATHER[picture.shape](colour);
}

// A pot, bowl or plate with rings of glaze.
function
clay(picture, tools)
{
	const { palette, random } = tools;
	const body = { bowl: "M220 300H740Q730 540 570 596H390Q230 540 220 300z",
	    vase: "M410 130H550V180Q540 230 600 300Q680 400 610 540Q590 596 560 " +
	    "600H400Q370 596 350 540Q280 400 360 300Q420 230 410 180z",
	    mug: "M310 220H610V540Q610 596 560 600H360Q310 596 310 540z" }[
	    picture.shape];
	const glaze = palette.thread[0];
	const [rim, at, wide] = { bowl: [34, 300, 260], vase: [14, 132, 70],
	    mug: [24, 222, 150] }[picture.shape];
	const handle = picture.shape === "mug" ? `<path d="M606 290q120-10 ` +
	    `110 100t-116 110" fill="none" stroke="${mix(glaze, "#20100a", .2)}" ` +
	    `stroke-width="32"/>` : "";
	return room(tools) + SHINE + shadow(480, 602, 220) + handle +
	    `<clipPath id="c"><path d="${body}"/></clipPath><path d="${body}" ` +
	    `fill="${mix(glaze, "#ffffff", .15)}"/><g clip-path="url(#c)">` +
	    ribbon(180, 330, 600, 130, palette.thread, random) +
	    `<rect x="180" y="322" width="600" height="9" fill="#fdf6e6"/>` +
	    `<rect x="180" y="460" width="600" height="9" fill="#fdf6e6"/>` +
	    `</g><path d="${body}" fill="url(#shine)"/><ellipse cx="480" ` +
	    `cy="${at}" rx="${wide}" ry="${rim}" fill="${mix(glaze, "#20100a",
	    .35)}" stroke="${mix(glaze, "#ffffff", .35)}" stroke-width="9"/>`;
}

// Oyster mushrooms grow in a fan; button mushrooms are round on a stem.
function
cap(kind, x, y, s, colour, turn)
{
	const dark = mix(colour, "#3b2a1c", .38);
	const line = `stroke="${dark}" stroke-width="${s * .035}"`;
	if (kind === "oyster")
		return `<g transform="translate(${x} ${y}) rotate(${turn})"><path ` +
		    `fill="#f3e9d8" d="M${-s * .12} ${s * .75}Q${-s * .2} ${s * .2} ` +
		    `${-s * .6} ${-s * .1}H${s * .6}Q${s * .2} ${s * .2} ${s * .14} ` +
		    `${s * .75}z"/><path fill="${colour}" ${line} d="M${-s * .75} ${-s * .06}` +
		    `Q${-s * .6} ${-s * .72} 0 ${-s * .68}T${s * .75} ${-s * .06}Q` +
		    `0 ${s * .2} ${-s * .75} ${-s * .06}z"/><path d="M${-s * .5} ` +
		    `${-s * .3}Q0 ${-s * .62} ${s * .4} ${-s * .4}" fill="none" ` +
		    `stroke="#fff" stroke-width="${s * .07}" opacity=".45" ` +
		    `stroke-linecap="round"/></g>`;
	return `<g transform="translate(${x} ${y}) rotate(${turn})"><path ` +
	    `fill="#f6eee0" d="M${-s * .24} 0L${-s * .28} ${s * .62}Q0 ` +
	    `${s * .8} ${s * .28} ${s * .62}L${s * .24} 0z"/><path ` +
	    `fill="${colour}" ${line} d="M${-s * .72} ${s * .1}Q${-s * .72} ${-s * .66} ` +
	    `0 ${-s * .68}T${s * .72} ${s * .1}Q0 ${s * .34} ${-s * .72} ` +
	    `${s * .1}z"/><path d="M${-s * .6} ${s * .12}Q0 ${s * .3} ${s * .6} ` +
	    `${s * .12}" fill="none" stroke="${dark}" stroke-width="${s * .06}"/>` +
	    `<path d="M${-s * .45} ${-s * .25}Q${-s * .2} ${-s * .56} ${s * .2} ` +
	    `${-s * .52}" fill="none" stroke="#fff" stroke-width="${s * .08}" ` +
	    `opacity=".6" stroke-linecap="round"/></g>`;
}

function
fungi(picture, tools)
{
	const { random } = tools;
	const back = [[330, 330], [480, 290], [630, 330], [400, 380], [560, 380],
	    [290, 420], [670, 420], [480, 410]];
	let out = room(tools) + SHINE + shadow(480, 610, 300);
	if (picture.kind === "kit")
		out += `<path d="M250 330L310 390H650L710 330L660 300H300z" ` +
		    `fill="#8f6438"/>`;
	for (const [x, y] of back)
		out += cap(picture.caps, x, y - (picture.kind === "kit" ? 50 : 0),
		    105 + random() * 25, mix(picture.fill, "#ffffff",
		    random() * .25), Math.floor((x - 480) / 9 + random() * 10));
	if (picture.kind === "kit")
		return out + `<path d="M236 392H724L690 608H270z" fill="#b98852"/>` +
		    `<path d="M236 392H724L690 608H270z" fill="url(#shine)"/>` +
		    star(480, 500, 78, 8, .8, "#fdf6e6") +
		    cap(picture.caps, 480, 500, 52, picture.fill, 0);
	out += `<path d="M210 440H750L700 606H260z" fill="#c8935a"/>`;
	for (let r = 0; r < 4; r++)
		for (let i = 0; i < 12; i++)
			out += `<rect x="${222 + r * 12 + i * (43 - r * 2)}" ` +
			    `y="${446 + r * 40}" width="${38 - r * 2}" height="34" ` +
			    `rx="9" fill="${(i + r) % 2 ? "#b67c43" : "#dcab72"}"/>`;
	return out + `<rect x="196" y="428" width="568" height="26" rx="13" ` +
	    `fill="#a56a33"/>`;
}

// A woven basket or tray, empty, seen from the side.
function
wicker(picture, tools)
{
	const { palette } = tools;
	const dye = palette.thread;
	let out = room(tools) + SHINE + shadow(480, 606, 260) +
	    `<path d="M290 330Q300 110 480 110T670 330" fill="none" ` +
	    `stroke="#a87440" stroke-width="24"/><path d="M290 330Q300 110 480 ` +
	    `110T670 330" fill="none" stroke="#d9ad74" stroke-width="10" ` +
	    `stroke-dasharray="16 12"/><clipPath id="c"><path d="M220 330H740` +
	    `L690 580Q686 604 660 604H300Q274 604 270 580z"/></clipPath>` +
	    `<g clip-path="url(#c)"><rect x="200" y="320" width="560" ` +
	    `height="300" fill="#b07a44"/>`;
	for (let r = 0; r < 9; r++)
		for (let i = 0; i < 15; i++) {
			const plain = (i + r) % 2 ? "#cf9f63" : "#e6c28d";
			const ring = r === 2 || r === 3 || r === 5;
			out += `<rect x="${204 + i * 37 + (r % 2) * 8}" y="${
			    334 + r * 31}" width="34" height="27" rx="9" fill="${
			    ring && (i + r) % 3 ? dye[r % 3] : plain}"/>`;
		}
	return out + `</g><rect x="206" y="312" width="548" height="32" rx="16" ` +
	    `fill="#a56a33"/><path d="M222 328H738" stroke="#e6c28d" ` +
	    `stroke-width="9" stroke-dasharray="18 14"/>`;
}

export const CRAFTS = { clay, cushion, fungi, hanging, leather, square, wicker };
