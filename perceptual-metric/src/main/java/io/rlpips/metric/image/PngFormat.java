package io.rlpips.metric.image;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.InflaterInputStream;

/**
 * PNG (ISO/IEC 15948), the default image of animated ones. The decoder is given the critical chunks only, their
 * checksums verified: text and profiles that inflate without end never reach it. {@code gAMA} and {@code cHRM} are not
 * heeded.
 */
final class PngFormat {
    private static final String FORMAT = "PNG";
    private static final String SIGNATURE = "\u0089PNG\r\n\u001a\n";
    private static final int SIGNATURE_BYTES = 8;
    /** Length, name, checksum. */
    private static final int CHUNK_OVERHEAD = 12;

    private static final int GREY = 0;
    private static final int RGB = 2;
    private static final int PALETTE = 3;

    private final ImageBytes file;
    private final ByteArrayOutputStream kept;
    private byte[] profile = new byte[0];
    private byte[] transparency = new byte[0];
    private int orientation = Orientation.UPRIGHT;
    private boolean hasProfile;
    private boolean hasData;

    private PngFormat(byte[] encoded) {
        this.file = ImageBytes.bigEndian(FORMAT, encoded);
        this.kept = new ByteArrayOutputStream(encoded.length);
    }

    static boolean hasSignature(byte[] encoded) {
        return ImageBytes.bigEndian(FORMAT, encoded).hasAscii(0, SIGNATURE);
    }

    static Outline outline(byte[] encoded) {
        return new PngFormat(encoded).walk();
    }

    private Outline walk() {
        kept.writeBytes(file.copy(0, SIGNATURE_BYTES));
        if (!file.hasAscii(SIGNATURE_BYTES + 4L, "IHDR") || file.unsignedInt(SIGNATURE_BYTES) != 13) {
            throw file.corrupt("it does not start with a header chunk");
        }
        long at = SIGNATURE_BYTES;
        while (!file.hasAscii(at + 4, "IEND")) {
            long length = file.unsignedInt(at);
            chunk(file.slice(at, length + CHUNK_OVERHEAD), at > SIGNATURE_BYTES);
            at += length + CHUNK_OVERHEAD;
        }
        keep(file.slice(at, CHUNK_OVERHEAD));
        if (!hasData) {
            throw file.corrupt("it ends without image data");
        }
        return new Outline(
                FORMAT,
                file.unsignedInt(SIGNATURE_BYTES + 8L),
                file.unsignedInt(SIGNATURE_BYTES + 12L),
                orientation,
                profile,
                this::decode);
    }

    private void chunk(ImageBytes chunk, boolean headerSeen) {
        int length = chunk.length() - CHUNK_OVERHEAD;
        if (chunk.hasAscii(4, "IHDR") && headerSeen) {
            throw file.corrupt("a second header chunk");
        } else if (chunk.hasAscii(4, "IHDR") || chunk.hasAscii(4, "PLTE")) {
            keep(chunk);
        } else if (chunk.hasAscii(4, "IDAT")) {
            hasData = true;
            keep(chunk);
        } else if (chunk.hasAscii(4, "tRNS")) {
            transparency(chunk, length);
        } else if (chunk.hasAscii(4, "iCCP")) {
            profile(chunk.slice(8, length));
        } else if (chunk.hasAscii(4, "eXIf")) {
            orientation = TiffDirectory.orientation(chunk.copy(8, length));
        } else if ((chunk.unsignedByte(4) & 0x20) == 0) {
            throw file.corrupt("an unknown critical chunk");
        }
    }

    /** The standard allows one, and each may take megabytes to inflate: the first counts, damaged or not. */
    private void profile(ImageBytes content) {
        if (!hasProfile) {
            hasProfile = true;
            profile = inflatedProfile(content);
        }
    }

    /** The decoder understands transparency of palettes; the one transparent colour of others is applied by us. */
    private void transparency(ImageBytes chunk, int length) {
        if (colourType() == PALETTE) {
            keep(chunk);
        } else {
            transparency = chunk.copy(8, length);
        }
    }

    private int colourType() {
        return file.unsignedByte(SIGNATURE_BYTES + 17L);
    }

    private void keep(ImageBytes chunk) {
        byte[] content = chunk.copy(0, chunk.length());
        CRC32 checksum = new CRC32();
        checksum.update(content, 4, content.length - 8);
        if (checksum.getValue() != chunk.unsignedInt(content.length - 4L)) {
            throw file.corrupt("a chunk does not match its checksum");
        }
        kept.writeBytes(content);
    }

    /** Name, zero, compression method, deflated profile. Empty where it is damaged or inflates past any real profile. */
    private static byte[] inflatedProfile(ImageBytes content) {
        int at = 0;
        while (at < content.length() && content.unsignedByte(at) != 0) {
            at++;
        }
        int start = at + 2;
        if (start >= content.length()) {
            return new byte[0];
        }
        byte[] deflated = content.copy(start, content.length() - (long) start);
        try (InputStream stream = new InflaterInputStream(new ByteArrayInputStream(deflated))) {
            byte[] profile = stream.readNBytes(ColourConversion.MAX_PROFILE_BYTES + 1);
            return profile.length > ColourConversion.MAX_PROFILE_BYTES ? new byte[0] : profile;
        } catch (IOException damaged) {
            return new byte[0];
        }
    }

    private Samples decode() throws IOException {
        return SampleReader.read(ImageReaders.PNG.read(kept.toByteArray()), transparentColour());
    }

    private int[] transparentColour() {
        int channels = colourType() == GREY ? 1 : colourType() == RGB ? 3 : 0;
        if (channels == 0 || transparency.length != channels * 2) {
            return new int[0];
        }
        int[] colour = new int[channels];
        for (int channel = 0; channel < channels; channel++) {
            colour[channel] = (transparency[channel * 2] & 0xff) << 8 | transparency[channel * 2 + 1] & 0xff;
        }
        return colour;
    }
}
