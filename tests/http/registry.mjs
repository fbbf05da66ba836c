// A register of groups as an office would send it, of any length, the same
// each time: clean, or with mistakes of every kind planted at known places.
import { deflateRawSync } from 'node:zlib';

export const fields = ['registry_no', 'group_name', 'kind', 'trade', 'province', 'city', 'clinic', 'state', 'since',
	'member_name', 'national_id', 'mobile', 'post', 'joined_on'];
export const header = ['شماره ثبت', 'نام گروه', 'نوع گروه', 'رسته', 'استان', 'شهرستان', 'کلینیک', 'وضعیت', 'تاریخ تشکیل',
	'نام و نام خانوادگی', 'کد ملی', 'تلفن همراه', 'سمت', 'تاریخ عضویت'];
export const clinicHeader = ['نام کلینیک', 'استان', 'شهر', 'تلفن'];

const given = ['فاطمه', 'زهرا', 'مریم', 'معصومه', 'سکینه', 'طاهره', 'لیلا', 'اعظم', 'نرگس', 'پروین', 'كبري', 'گلناز'];
const family = ['احمدی', 'محمدی', 'کریمی', 'رضایی', 'مرادی', 'حسینی', 'جعفری', 'صادقی', 'موسوی', 'یوسفی', 'هاشمي'];
const words = ['مهر', 'امید', 'رویش', 'سپیده', 'نوید', 'همدلی', 'آفتاب', 'بهار', 'یاس', 'نیلوفر', 'باران', 'دریا'];
const trades = ['خیاطی', 'آشپزی', 'صنایع دستی', 'قارچ', 'چرم', 'خدمات'];

export const persian = (text) => String(text).replace(/\d/g, (digit) => '۰۱۲۳۴۵۶۷۸۹'[digit]);

// Nine digits and the check digit of the civil registry.
export function nationalId(n) {
	const digits = String(n).padStart(9, '0');
	const rest = [...digits].reduce((sum, digit, i) => sum + digit * (10 - i), 0) % 11;
	return digits + (rest < 2 ? rest : 11 - rest);
}

const badId = (id) => id.slice(0, 9) + (Number(id[9]) + 1) % 10;

// The ways people write the same thing; n picks one.
const typed = {
	national_id: (text, n) => [text, persian(text), ` ${text} `][n % 3],
	mobile: (text, n) => [text, persian(text), `+98${text.slice(1)}`, text.slice(1), `${text.slice(0, 4)} ${text.slice(4)}`][n % 5],
	day: (y, m, d, n) => [`${y}/${m}/${d}`, persian(`${y}/${String(m).padStart(2, '0')}/${String(d).padStart(2, '0')}`),
		`${y}-${String(m).padStart(2, '0')}-${String(d).padStart(2, '0')}`][n % 3],
};

// What can go wrong in one group: changes its rows, and says where that will
// be found. at is the row's place in the group.
const mistakes = [
	['national_id', 'bad_national_id', (g, at) => { g[at].national_id = badId(g[at].id); }],
	['national_id', 'required', (g, at) => { g[at].national_id = ''; }],
	['mobile', 'bad_mobile', (g, at) => { g[at].mobile = '0912345'; }],
	['joined_on', 'bad_date', (g, at) => { g[at].joined_on = 'مهر ۱۴۰۱'; }],
	['post', 'not_a_choice', (g, at) => { g[at].post = 'رییس'; }],
	['member_name', 'required', (g, at) => { g[at].member_name = ' '; }],
	['member_name', 'too_long', (g, at) => { g[at].member_name = 'نام بلند '.repeat(12); }],
	['member_name', 'too_short', (g, at) => { g[at].member_name = 'نا'; }],
	['national_id', 'person_twice', (g, at) => { g[at].national_id = g[at - 1].id; }],
	['national_id', 'person_two_groups', (g, at, known) => { g[at].national_id = known.before.id; }],
	['mobile', 'mobile_twice', (g, at) => { g[at].mobile = g[at - 1].mobile; }],
	['mobile', 'mobile_shared', (g, at, known) => { g[at].mobile = known.before.number; }],
	['post', 'post_twice', (g, at) => { g[at].post = 'سرگروه'; }],
	['group_name', 'rows_contradict', (g, at) => { g[at].group_name = `${g[0].group_name} دیگر`; }],
	['joined_on', 'day_future', (g, at) => { g[at].joined_on = '1480/01/01'; }],
	['registry_no', 'bad_code', (g, at) => { g[at].registry_no = 'شماره یک'; }],
	['registry_no', 'required', (g, at) => { g[at].registry_no = ''; }],
	['kind', 'not_a_choice', (g, at) => { g[at].kind = 'تعاونی'; }],
	['city', 'unknown_city', (g) => { for (const one of g) one.city = 'ناکجاآباد'; }, 0],
	['province', 'unknown_province', (g) => { for (const one of g) one.province = 'ناکجا'; }, 0],
	['trade', 'unknown_trade', (g) => { for (const one of g) one.trade = 'فضانوردی'; }, 0],
	['clinic', 'unknown_clinic', (g) => { for (const one of g) one.clinic = 'کلینیک گمشده'; }, 0],
	['clinic', 'required', (g) => { for (const one of g) one.clinic = ''; }, 0],
	['registry_no', 'members_few', (g) => { g.splice(3); }, 0],
	['registry_no', 'members_many', (g, at, known) => { while (g.length < 8) g.push(known.another()); }, 0],
	['post', 'leader_missing', (g) => { g[0].post = 'عضو'; }, 0],
	['mobile', 'leader_mobile', (g) => { g[0].mobile = ''; }, 0],
	['since', 'required', (g) => { for (const one of g) Object.assign(one, { state: 'در حال شکل‌گیری', since: '' }); }, 0],
	['since', 'bad_date', (g) => { g.forEach((one, i) => { one.since = i ? '' : '1403/13/01'; }); }, 0],
	['national_id', 'member_elsewhere', (g, at, known) => { g[at].national_id = known.member().id; }],
	['mobile', 'mobile_elsewhere', (g, at, known) => { g[at].mobile = known.member().mobile; }],
	['member_name', 'bad_utf8', (g, at) => { g[at].member_name = 'نام\u0001ها'; }],
];

// {rows, planted: [{row, field, code}], groups, members}: whole groups until
// there are so many rows. base: another one gives other people and groups.
// wrong: of how many groups one has a mistake, 0 for none. members: some of
// other groups at work, [{id, mobile}], for the mistakes that need them.
export function registry({ rows: wanted, base, places, wrong = 0, members = null, plain = false }) {
	const rows = [], planted = [];
	let groups = 0, person = 1, mistake = 0, taken = 0, before = null;
	const someone = (group, post) => {
		const n = person++;
		const id = nationalId(300000000 + base * 1000000 + n);
		const number = `09${String(160000000 + base * 1000000 + n)}`;
		return { ...group, id, number, member_name: `${given[n % 12]} ${family[n % 11]} ${words[(n * 7) % 12]}`,
			national_id: plain ? id : typed.national_id(id, n), mobile: plain ? number : typed.mobile(number, n), post,
			joined_on: typed.day(1395 + n % 8, 1 + n % 12, 1 + n % 29, plain ? 0 : n) };
	};
	while (rows.length < wanted) {
		const n = groups++;
		const place = places[n % places.length];
		const group = { registry_no: `${base}-${n + 1}`, group_name: `گروه همیار ${words[n % 12]} ${words[(n * 5) % 12]} ${n + 1}`,
			kind: n % 3 ? 'همیار' : 'گروه همیار', trade: trades[n % 6], province: n % 4 ? place.province : `استان ${place.province}`,
			city: place.city, clinic: place.clinic, state: n % 9 ? 'فعال' : 'در حال شکل‌گیری',
			since: typed.day(1390 + n % 10, 1 + n % 12, 1 + n % 29, plain ? 0 : n) };
		const size = 6 + n % 2;
		const list = Array.from({ length: size }, (_, i) => someone(group, ['سرگروه', 'منشی', 'خزانه‌دار', 'عضو'][Math.min(i, 3)]));
		const clean = list[4];
		if (wrong && n % wrong === wrong - 1) {
			let [field, code, change, at = 4] = mistakes[mistake++ % mistakes.length];
			while (!members && code.endsWith('_elsewhere') || plain && code === 'bad_utf8')
				[field, code, change, at = 4] = mistakes[mistake++ % mistakes.length];
			change(list, at, { before, member: () => members[taken++ % members.length], another: () => someone(group, 'عضو') });
			planted.push({ row: rows.length + 2 + at, field, code });
		} else before = clean;
		for (const one of list) rows.push(fields.map((field) => one[field]));
	}
	return { rows, planted, groups, members: rows.length };
}

export function clinics(places, base, count) {
	return Array.from({ length: count }, (_, n) => {
		const place = places[n % places.length];
		return [`کلینیک مددکاری اجتماعی ${words[n % 12]} ${base}-${n + 1}`, place.province, place.city, `021-${8000000 + n}`];
	});
}

export function csv(head, rows, { apart = ',', mark = true, end = '\r\n' } = {}) {
	const cell = (text) => (/["\n\r,;\t]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
	return (mark ? '\ufeff' : '') + [head, ...rows].map((row) => row.map(cell).join(apart)).join(end) + end;
}

// ---- a workbook, by hand ----------------------------------------------------

const table = Uint32Array.from({ length: 256 }, (_, n) => {
	for (let k = 0; k < 8; k++) n = n & 1 ? 0xedb88320 ^ n >>> 1 : n >>> 1;
	return n;
});

function crc32(bytes) {
	let crc = -1;
	for (const byte of bytes) crc = table[(crc ^ byte) & 255] ^ crc >>> 8;
	return (crc ^ -1) >>> 0;
}

// A member may also be packed already: {packed, size}, whatever is in it.
export function zip(members) {
	const parts = [], directory = [];
	let at = 0;
	for (const [name, content] of members) {
		const bytes = Buffer.from(content.packed ? '' : content), packed = content.packed ?? deflateRawSync(bytes, { level: 6 });
		const head = Buffer.alloc(30 + name.length), entry = Buffer.alloc(46 + name.length);
		head.writeUInt32LE(0x04034b50, 0);
		head.writeUInt16LE(20, 4);
		head.writeUInt16LE(8, 8);
		head.writeUInt32LE(crc32(bytes), 14);
		head.writeUInt32LE(packed.length, 18);
		head.writeUInt32LE(content.size ?? bytes.length, 22);
		head.writeUInt16LE(name.length, 26);
		head.write(name, 30, 'latin1');
		entry.writeUInt32LE(0x02014b50, 0);
		entry.writeUInt16LE(20, 4);
		entry.writeUInt16LE(20, 6);
		head.copy(entry, 10, 8, 30);
		entry.writeUInt16LE(8, 10);
		entry.writeUInt16LE(name.length, 28);
		entry.writeUInt32LE(at, 42);
		entry.write(name, 46, 'latin1');
		parts.push(head, packed);
		directory.push(entry);
		at += head.length + packed.length;
	}
	const size = directory.reduce((sum, entry) => sum + entry.length, 0), end = Buffer.alloc(22);
	end.writeUInt32LE(0x06054b50, 0);
	end.writeUInt16LE(members.length, 8);
	end.writeUInt16LE(members.length, 10);
	end.writeUInt32LE(size, 12);
	end.writeUInt32LE(at, 16);
	return Buffer.concat([...parts, ...directory, end]);
}

const xml = (text) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
const column = (n) => (n < 26 ? '' : String.fromCharCode(64 + Math.floor(n / 26))) + String.fromCharCode(65 + n % 26);

// Every third text is shared, another in its place; numbers are numbers.
export function workbook(head, rows, more = []) {
	const shared = new Map();
	const cell = (value, r, c) => {
		const at = `${column(c)}${r + 1}`;
		if (value === '') return '';
		if (typeof value === 'number') return `<c r="${at}"><v>${value}</v></c>`;
		if ((r + c) % 3 === 0) return `<c r="${at}" t="inlineStr"><is><t>${xml(value)}</t></is></c>`;
		if (!shared.has(value)) shared.set(value, shared.size);
		return `<c r="${at}" t="s"><v>${shared.get(value)}</v></c>`;
	};
	const lines = [head, ...rows].map((row, r) => `<row r="${r + 1}">${row.map((value, c) => cell(value, r, c)).join('')}</row>`);
	const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
	const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
	return zip([
		['[Content_Types].xml', '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'],
		['xl/workbook.xml', `<?xml version="1.0"?><workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="اعضا" sheetId="7" r:id="rId3"/><sheet name="دیگر" sheetId="2" r:id="rId1"/></sheets></workbook>`],
		['xl/_rels/workbook.xml.rels', `<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="x" Target="worksheets/sheet1.xml"/><Relationship Id="rId3" Type="x" Target="worksheets/sheet2.xml"/></Relationships>`],
		['xl/worksheets/sheet1.xml', `<worksheet xmlns="${main}"><sheetData/></worksheet>`],
		['xl/worksheets/sheet2.xml', `<?xml version="1.0"?><worksheet xmlns="${main}"><sheetData>${lines.join('')}</sheetData></worksheet>`],
		['xl/sharedStrings.xml', `<?xml version="1.0"?><sst xmlns="${main}">${[...shared.keys()].map((text) => `<si><t>${xml(text)}</t></si>`).join('')}</sst>`],
		...more]);
}
