/* A photo made small enough for a slow line before it is sent. */
const side_px_max = 1600;
const quality = .82;
const small_enough_bytes = 300 * 1024;

function
draw(image)
{
	const scale = Math.min(1, side_px_max / Math.max(image.width, image.height));
	const canvas = document.createElement("canvas");

	canvas.width = Math.max(1, Math.round(image.width * scale));
	canvas.height = Math.max(1, Math.round(image.height * scale));
	canvas.getContext("2d").drawImage(image, 0, 0, canvas.width,
	    canvas.height);
	return (canvas);
}

/*
 * The photo as a smaller JPEG, or the file itself when the browser cannot read
 * it (HEIC on many phones) or it would not become smaller: the service makes
 * its own sizes from anything.
 */
export async function
shrink(file)
{
	let image;

	if (file.size <= small_enough_bytes && file.type === "image/jpeg")
		return (file);
	try {
		image = await createImageBitmap(file,
		    { imageOrientation: "from-image" });
	} catch {
		return (file);
	}
	const canvas = draw(image);

	image.close();
	const blob = await new Promise((done) =>
	    canvas.toBlob(done, "image/jpeg", quality));

	return (blob && blob.size < file.size ? blob : file);
}
