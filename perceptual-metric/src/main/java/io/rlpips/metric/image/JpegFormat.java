package io.rlpips.metric.image;

import io.rlpips.metric.image.jpeg.JpegSegment;
import io.rlpips.metric.image.jpeg.ReducedJpeg;
import io.rlpips.metric.image.jpeg.UnusualJpegException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.imageio.IIOException;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadWarningListener;

/**
 * JPEG (ITU-T T.81): baseline, extended and progressive Huffman, grey, YCbCr, RGB, CMYK and YCCK.
 *
 * <p>The markers are walked from start to end of image, and the decoder is given only tables, frame and scans, with one
 * Adobe marker that says which colours they are: what the decoder makes of thumbnails, comments and contradictory
 * headers is not up to the sender. The rules for the colours are those of libjpeg.
 */
final class JpegFormat {
    private static final String FORMAT = "JPEG";
    /** Real progressive files have about ten; each scan of an empty one costs a pass over all coefficients. */
    private static final int MAX_SCANS = 100;

    /** Segments that decide pixels: tables, frame, scans. Real files have some for each scan. */
    private static final int MAX_SEGMENTS = 10_000;

    private static final int START_OF_IMAGE = 0xd8;
    private static final int END_OF_IMAGE = 0xd9;
    private static final int START_OF_SCAN = 0xda;
    private static final int HUFFMAN_TABLES = 0xc4;
    private static final int QUANTISATION_TABLES = 0xdb;
    private static final int RESTART_INTERVAL = 0xdd;

    private final ImageBytes file;
    private final byte[] encoded;
    private final List<JpegSegment> kept = new ArrayList<>();
    private final Map<Integer, byte[]> profileParts = new TreeMap<>();
    private int profilePartsAnnounced;
    private int orientation = Orientation.UPRIGHT;
    private boolean jfif;
    private int adobeTransform = -1;
    private int scans;
    private ImageBytes frame;

    private JpegFormat(byte[] encoded) {
        this.file = ImageBytes.bigEndian(FORMAT, encoded);
        this.encoded = encoded;
    }

    static boolean hasSignature(byte[] encoded) {
        return ImageBytes.bigEndian(FORMAT, encoded).hasAscii(0, "\u00ff\u00d8\u00ff");
    }

    static Outline outline(byte[] encoded) {
        return new JpegFormat(encoded).walk();
    }

    private Outline walk() {
        int at = 2;
        while (true) {
            while (file.unsignedByte(at) != 0xff || file.unsignedByte(at + 1) == 0xff) {
                at++;
            }
            int marker = file.unsignedByte(at + 1);
            at += 2;
            if (marker == END_OF_IMAGE) {
                return finished();
            }
            if (isStandalone(marker)) {
                continue;
            }
            int length = file.unsignedShort(at);
            if (length < 2) {
                throw file.corrupt("a segment of length " + length);
            }
            ImageBytes content = file.slice(at + 2L, length - 2L);
            int start = at + 2;
            at += length;
            int dataEnd = marker == START_OF_SCAN ? entropyCoded(at) : at;
            segment(marker, content, new JpegSegment(marker, encoded, start, at, dataEnd));
            at = dataEnd;
        }
    }

    private static boolean isStandalone(int marker) {
        return marker <= 0x01 || marker >= 0xd0 && marker <= START_OF_IMAGE;
    }

    private void segment(int marker, ImageBytes content, JpegSegment position) {
        switch (marker) {
            case 0xe0 -> jfif |= content.hasAscii(0, "JFIF\0");
            case 0xe1 -> exif(content);
            case 0xe2 -> profilePart(content);
            case 0xee -> adobe(content);
            case HUFFMAN_TABLES, QUANTISATION_TABLES, RESTART_INTERVAL -> keep(position);
            case 0xc0, 0xc1, 0xc2 -> frame(content, position);
            case 0xc3, 0xc5, 0xc6, 0xc7, 0xc8, 0xc9, 0xca, 0xcb, 0xcc, 0xcd, 0xce, 0xcf ->
                throw file.corrupt(
                        "lossless, hierarchical and arithmetic coding are not read (marker 0x%02x)".formatted(marker));
            case START_OF_SCAN -> scan(position);
            default -> {} // says nothing about pixels
        }
    }

    private void exif(ImageBytes content) {
        if (content.hasAscii(0, "Exif\0\0")) {
            orientation = TiffDirectory.orientation(content.copy(0, content.length()));
        }
    }

    private void profilePart(ImageBytes content) {
        if (content.hasAscii(0, "ICC_PROFILE\0") && content.length() > 14) {
            profilePartsAnnounced = content.unsignedByte(13);
            profileParts.put(content.unsignedByte(12), content.copy(14, content.length() - 14L));
        }
    }

    private void adobe(ImageBytes content) {
        if (content.hasAscii(0, "Adobe") && content.length() >= 12) {
            adobeTransform = content.unsignedByte(11);
        }
    }

    private void frame(ImageBytes content, JpegSegment position) {
        if (frame != null) {
            throw file.corrupt("a second frame header");
        }
        frame = content;
        int components = content.unsignedByte(5);
        if (content.unsignedByte(0) != 8) {
            throw file.corrupt("samples of " + content.unsignedByte(0) + " bits; 8 are read");
        }
        if (components != 1 && components != 3 && components != 4) {
            throw file.corrupt(components + " colour components");
        }
        keep(position);
    }

    private void scan(JpegSegment position) {
        if (frame == null) {
            throw file.corrupt("a scan before the frame header");
        }
        if (++scans > MAX_SCANS) {
            throw file.corrupt("more than " + MAX_SCANS + " scans");
        }
        keep(position);
    }

    private void keep(JpegSegment segment) {
        if (kept.size() == MAX_SEGMENTS) {
            throw file.corrupt("more than " + MAX_SEGMENTS + " tables and scans");
        }
        kept.add(segment);
    }

    /** @return the position of the marker that ends the data */
    private int entropyCoded(int start) {
        int at = file.indexOf(0xff, start);
        while (true) {
            int next = file.unsignedByte(at + 1);
            boolean belongsToData = next == 0 || next >= 0xd0 && next <= 0xd7;
            if (!belongsToData && next != 0xff) {
                return at;
            }
            at = file.indexOf(0xff, belongsToData ? at + 2 : at + 1);
        }
    }

    private Outline finished() {
        if (scans == 0) {
            throw file.corrupt("it ends without a scan");
        }
        return new Outline(
                FORMAT,
                frame.unsignedShort(3),
                frame.unsignedShort(1),
                orientation,
                profile(),
                this::decode,
                this::decodeReduced);
    }

    private Optional<Samples> decodeReduced(int cellSide) {
        try {
            ReducedJpeg reduced = ReducedJpeg.decode(kept, isYcc(), cellSide);
            return Optional.of(new Samples(reduced.columns(), reduced.rows(), 3, reduced.samples(), new byte[0]));
        } catch (UnusualJpegException leftToThePlatform) {
            return Optional.empty();
        }
    }

    private byte[] profile() {
        if (profileParts.isEmpty() || profileParts.size() != profilePartsAnnounced) {
            return new byte[0];
        }
        ByteArrayOutputStream profile = new ByteArrayOutputStream();
        profileParts.values().forEach(profile::writeBytes);
        return profile.toByteArray();
    }

    private Samples decode() throws IOException {
        Damage damage = new Damage();
        Samples samples;
        if (frame.unsignedByte(5) == 4) {
            // The marker handed over says CMYK, so that nobody but us converts YCCK.
            samples = SampleReader.cyanMagentaYellowBlack(ImageReaders.JPEG.readRaster(withColours(0), damage), false);
            toInk(samples.values());
        } else {
            samples = coloured(withColours(isYcc() ? 1 : 0), damage);
        }
        damage.throwIfAny();
        return samples;
    }

    private Samples coloured(byte[] tidied, Damage damage) throws IOException {
        return frame.unsignedByte(5) == 1
                ? SampleReader.read(ImageReaders.JPEG.read(tidied, damage))
                : ImageReaders.JPEG.readRgb(tidied, damage);
    }

    private boolean isYcc() {
        if (jfif) {
            return true;
        }
        if (adobeTransform >= 0) {
            return adobeTransform != 0;
        }
        boolean namedRgb = frame.unsignedByte(5) == 3
                && frame.unsignedByte(6) == 'R'
                && frame.unsignedByte(9) == 'G'
                && frame.unsignedByte(12) == 'B';
        return !namedRgb;
    }

    /**
     * Adobe stores ink upside down, and YCCK where its marker says so: the luma and chroma of R G B = 255 - stored C M Y,
     * which is ink again.
     */
    private void toInk(byte[] values) {
        boolean ycck = adobeTransform == 2;
        int invert = adobeTransform >= 0 ? 0xff : 0;
        for (int at = 0; at < values.length; at += 4) {
            if (ycck) {
                double luma = values[at] & 0xff;
                double blue = (values[at + 1] & 0xff) - 128;
                double red = (values[at + 2] & 0xff) - 128;
                values[at] = clamped(luma + 1.402 * red);
                values[at + 1] = clamped(luma - 0.344136 * blue - 0.714136 * red);
                values[at + 2] = clamped(luma + 1.772 * blue);
            }
            for (int ink = 0; ink < 4; ink++) {
                boolean invertedTwice = ycck && ink < 3;
                values[at + ink] ^= (byte) (invertedTwice ? 0 : invert);
            }
        }
    }

    private static byte clamped(double value) {
        return (byte) (int) Math.max(0, Math.min(255, value + 0.5));
    }

    private byte[] withColours(int transform) {
        ByteArrayOutputStream stream = new ByteArrayOutputStream(encoded.length + 20);
        stream.writeBytes(new byte[] {(byte) 0xff, (byte) START_OF_IMAGE, (byte) 0xff, (byte) 0xee, 0, 14});
        stream.writeBytes(new byte[] {'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, (byte) transform});
        for (JpegSegment segment : kept) {
            int withMarkerAndLength = segment.start() - 4;
            stream.write(encoded, withMarkerAndLength, segment.dataEnd() - withMarkerAndLength);
        }
        stream.write(0xff);
        stream.write(END_OF_IMAGE);
        return stream.toByteArray();
    }

    /**
     * The decoder fills what is missing with grey and warns. Warnings that mean lost pixels are failures here; others
     * (odd but complete files) are not. The texts are libjpeg's and not translated.
     */
    private static final class Damage implements IIOReadWarningListener {
        private String first = "";

        @Override
        public void warningOccurred(ImageReader source, String warning) {
            String text = warning.toLowerCase(Locale.ROOT);
            boolean lost = text.contains("premature end")
                    || text.contains("corrupt jpeg data") && !text.contains("extraneous")
                    || text.contains("inconsistent progression");
            if (first.isEmpty() && lost) {
                first = warning;
            }
        }

        void throwIfAny() throws IIOException {
            if (!first.isEmpty()) {
                throw new IIOException(first);
            }
        }
    }
}
