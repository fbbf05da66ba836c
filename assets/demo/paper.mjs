// Papers of the demo groups: what a scan looks like from afar, and no word on
// it that could be taken for a real one.
const INK = "#3d3a36";
const BLUE = "#2f5d8a";

// Lines of writing, right-aligned, the last of a paragraph shorter.
function
writing(x, y, width, count, step = 44)
{
	return Array.from({ length: count }, (_, i) => {
		const long = (i % 5 === 4 ? .55 : 1 - (i * 37 % 11) / 60) * width;
		return `<rect x="${x + width - long}" y="${y + i * step}" width="${
		    long.toFixed(0)}" height="9" rx="4" fill="${INK}" ` +
		    'opacity=".55"/>';
	}).join("");
}

const stamp = (x, y) => `<g fill="none" stroke="${BLUE}" opacity=".7">` +
    `<circle cx="${x}" cy="${y}" r="74" stroke-width="6"/>` +
    `<circle cx="${x}" cy="${y}" r="56" stroke-width="3"/>` +
    `<path d="M${x - 34} ${y + 10}q18 -40 34 -8t34 -10" stroke-width="5"/></g>`;

const hand = (x, y) => `<path d="M${x} ${y}c30 -60 60 40 90 -10s50 -30 70 10` +
    '" fill="none" stroke="#1d3f66" stroke-width="5" opacity=".8"/>';

const sheet = (inside) => '<svg xmlns="http://www.w3.org/2000/svg" ' +
    'width="900" height="1270" viewBox="0 0 900 1270">' +
    '<rect width="900" height="1270" fill="#d9d2c5"/>' +
    `<rect x="40" y="36" width="820" height="1198" fill="#fdfcf8"/>${inside}</svg>`;

const title = `<rect x="300" y="110" width="300" height="20" rx="8" fill="${
    INK}"/>`;

export const PAPERS = {
	statute: sheet(title + writing(110, 200, 680, 17) + hand(140, 1060) +
	    hand(380, 1070) + hand(610, 1055) + stamp(680, 1120)),
	licence: sheet('<rect x="90" y="86" width="720" height="1098" fill="none" ' +
	    `stroke="#1f7a6d" stroke-width="8"/>${title}${
	    writing(160, 260, 580, 9, 62)}${stamp(260, 1020)}`),
	bank: sheet(`<rect x="110" y="96" width="120" height="60" fill="#9b2d30"/>${
	    writing(110, 230, 680, 6)}<rect x="160" y="540" width="580" height="70" ` +
	    `fill="none" stroke="${INK}" stroke-width="4"/>${
	    writing(110, 680, 680, 5)}${stamp(240, 1040)}${hand(520, 1040)}`),
	identity: '<svg xmlns="http://www.w3.org/2000/svg" width="1000" height="680" ' +
	    'viewBox="0 0 1000 680"><rect width="1000" height="680" fill="#cfc8ba"/>' +
	    '<rect x="60" y="60" width="880" height="560" rx="36" fill="#eef3f1"/>' +
	    '<rect x="110" y="180" width="230" height="290" rx="12" fill="#b9c6c2"/>' +
	    '<circle cx="225" cy="285" r="62" fill="#8ba09a"/>' +
	    '<path d="M125 470q100 -150 200 0z" fill="#8ba09a"/>' +
	    `${writing(420, 200, 460, 5, 62)}</svg>`,
};
