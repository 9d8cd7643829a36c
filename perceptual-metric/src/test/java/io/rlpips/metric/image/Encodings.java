package io.rlpips.metric.image;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOInvalidTreeException;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Files of every format, written by the platform's writers or, where there is none, byte by byte. */
final class Encodings {
    private Encodings() {}

    static byte[] jpeg(RgbImage image, float quality) {
        return written("jpeg", AwtImages.toAwt(image), "JPEG", quality, false);
    }

    static byte[] progressiveJpeg(RgbImage image, float quality) {
        return written("jpeg", AwtImages.toAwt(image), "JPEG", quality, true);
    }

    static byte[] jpeg(BufferedImage image) {
        return written("jpeg", image, "JPEG", 0.95f, false);
    }

    /**
     * A colour or grey JPEG of any sampling.
     *
     * @param across samples of luminance for one of chrominance in a row, 1 or 2
     * @param restartInterval MCUs between restart markers; 0 for none
     */
    static byte[] sampledJpeg(
            BufferedImage image, float quality, boolean progressive, int across, int down, int restartInterval) {
        ImageWriter writer = platformWriter("jpeg");
        ImageWriteParam parameters = writer.getDefaultWriteParam();
        parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        parameters.setCompressionQuality(quality);
        IIOMetadata metadata = writer.getDefaultImageMetadata(new ImageTypeSpecifier(image), parameters);
        try {
            IIOMetadataNode tree = (IIOMetadataNode) metadata.getAsTree(metadata.getNativeMetadataFormatName());
            IIOMetadataNode first =
                    (IIOMetadataNode) tree.getElementsByTagName("componentSpec").item(0);
            first.setAttribute("HsamplingFactor", String.valueOf(across));
            first.setAttribute("VsamplingFactor", String.valueOf(down));
            if (restartInterval > 0) {
                IIOMetadataNode interval = new IIOMetadataNode("dri");
                interval.setAttribute("interval", String.valueOf(restartInterval));
                IIOMetadataNode sequence = (IIOMetadataNode)
                        tree.getElementsByTagName("markerSequence").item(0);
                sequence.insertBefore(interval, sequence.getFirstChild());
            }
            metadata.setFromTree(metadata.getNativeMetadataFormatName(), tree);
        } catch (IIOInvalidTreeException unexpected) {
            throw new UncheckedIOException(unexpected);
        }
        if (progressive) {
            parameters.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
        }
        return written(writer, new IIOImage(image, null, metadata), parameters);
    }

    static byte[] png(BufferedImage image) {
        return written("png", image, "", 1, false);
    }

    static byte[] gif(BufferedImage image) {
        return written("gif", image, "", 1, false);
    }

    static byte[] bmp(BufferedImage image, String compression) {
        return written("bmp", image, compression, 1, false);
    }

    static byte[] tiff(BufferedImage image, String compression) {
        return written("tiff", image, compression, 1, false);
    }

    private static byte[] written(
            String format, BufferedImage image, String compression, float quality, boolean progressive) {
        ImageWriter writer = platformWriter(format);
        ImageWriteParam parameters = writer.getDefaultWriteParam();
        if (!compression.isEmpty()) {
            parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            parameters.setCompressionType(compression);
            if (format.equals("jpeg")) {
                parameters.setCompressionQuality(quality);
            }
        }
        if (progressive) {
            parameters.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
        }
        return written(writer, new IIOImage(image, null, null), parameters);
    }

    private static byte[] written(ImageWriter writer, IIOImage image, ImageWriteParam parameters) {
        ByteArrayOutputStream encoded = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(encoded)) {
            writer.setOutput(stream);
            writer.write(null, image, parameters);
        } catch (IOException unexpected) {
            throw new UncheckedIOException(unexpected);
        } finally {
            writer.dispose();
        }
        return encoded.toByteArray();
    }

    /** Not a plug-in's, whichever the class path brings. */
    private static ImageWriter platformWriter(String format) {
        for (Iterator<ImageWriter> writers = ImageIO.getImageWritersByFormatName(format); writers.hasNext(); ) {
            ImageWriter writer = writers.next();
            if (writer.getClass().getName().startsWith("com.sun.imageio")) {
                return writer;
            }
        }
        throw new IllegalStateException("no writer for " + format);
    }

    /**
     * Four components as Adobe writes them: the platform's writer stores a raster of four bands as it is, and the Adobe
     * marker is put in front.
     *
     * @param transform 0 for CMYK, 2 for YCCK
     */
    static byte[] fourComponentJpeg(byte[] components, int width, int height, int transform) {
        WritableRaster raster = Raster.createInterleavedRaster(0, width, height, 4, null);
        raster.setDataElements(0, 0, width, height, components);
        ImageWriter writer = platformWriter("jpeg");
        ImageWriteParam parameters = writer.getDefaultWriteParam();
        parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        parameters.setCompressionQuality(1f);
        byte[] encoded = written(writer, new IIOImage(raster, null, null), parameters);
        byte[] adobe = {'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, (byte) transform};
        return withJpegSegment(encoded, 0xee, adobe);
    }

    /** @return the file with a segment put behind its start marker */
    static byte[] withJpegSegment(byte[] jpeg, int marker, byte[] content) {
        int length = content.length + 2;
        byte[] head = {(byte) 0xff, (byte) marker, (byte) (length >> 8), (byte) length};
        return joined(head(jpeg, 2), head, content, tail(jpeg, 2));
    }

    static byte[] withJpegProfile(byte[] jpeg, byte[] profile) {
        byte[] part = joined("ICC_PROFILE\0".getBytes(StandardCharsets.US_ASCII), new byte[] {1, 1}, profile);
        return withJpegSegment(jpeg, 0xe2, part);
    }

    /** A TIFF structure with nothing but an orientation. */
    static byte[] exif(int orientation) {
        return littleEndian(26)
                .put((byte) 'I')
                .put((byte) 'I')
                .putShort((short) 42)
                .putInt(8)
                .putShort((short) 1)
                .putShort((short) 274)
                .putShort((short) 3)
                .putInt(1)
                .putInt(orientation)
                .putInt(0)
                .array();
    }

    static byte[] withJpegExif(byte[] jpeg, byte[] exif) {
        return withJpegSegment(jpeg, 0xe1, joined("Exif\0\0".getBytes(StandardCharsets.US_ASCII), exif));
    }

    /** @return the file with a chunk put behind its header */
    static byte[] withPngChunk(byte[] png, String name, byte[] content) {
        return joined(head(png, 33), pngChunk(name, content), tail(png, 33));
    }

    static byte[] pngChunk(String name, byte[] content) {
        byte[] named = joined(name.getBytes(StandardCharsets.US_ASCII), content);
        CRC32 checksum = new CRC32();
        checksum.update(named);
        return joined(bigEndian(content.length), named, bigEndian((int) checksum.getValue()));
    }

    static byte[] pngHeader(int width, int height, int bits, int colourType) {
        byte[] rest = {(byte) bits, (byte) colourType, 0, 0, 0};
        byte[] signature = {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10};
        return joined(signature, pngChunk("IHDR", joined(bigEndian(width), bigEndian(height), rest)));
    }

    static byte[] deflated(byte[] content) {
        ByteArrayOutputStream target = new ByteArrayOutputStream();
        try (DeflaterOutputStream stream = new DeflaterOutputStream(target, new Deflater(9))) {
            stream.write(content);
        } catch (IOException unexpected) {
            throw new UncheckedIOException(unexpected);
        }
        return target.toByteArray();
    }

    /** @return where the first frame's descriptor starts */
    static int gifImageDescriptor(byte[] gif) {
        int at = 13 + (3 << (gif[10] & 7) + 1);
        while (gif[at] == 0x21) {
            at += 2;
            while (gif[at] != 0) {
                at += (gif[at] & 0xff) + 1;
            }
            at++;
        }
        return at;
    }

    /** A little-endian TIFF of one strip. @param tags number to value; SHORT where it fits and LONG where not */
    static byte[] tiff(Map<Integer, Integer> tags, byte[] strip) {
        Map<Integer, Integer> all = new TreeMap<>(tags);
        all.putIfAbsent(259, 1);
        all.putIfAbsent(273, 8);
        all.putIfAbsent(279, strip.length);
        int directory = 8 + strip.length + (strip.length & 1);
        ByteBuffer file = littleEndian(directory + 2 + all.size() * 12 + 4);
        file.put((byte) 'I')
                .put((byte) 'I')
                .putShort((short) 42)
                .putInt(directory)
                .put(strip);
        file.position(directory);
        file.putShort((short) all.size());
        all.forEach((tag, value) ->
                file.putShort((short) (int) tag).putShort((short) 4).putInt(1).putInt(value));
        return file.putInt(0).array();
    }

    /** WebP container around chunks. */
    static byte[] webp(byte[]... chunks) {
        byte[] content = joined(chunks);
        ByteBuffer head = littleEndian(12).put("RIFF".getBytes(StandardCharsets.US_ASCII));
        return joined(
                head.putInt(content.length + 4)
                        .put("WEBP".getBytes(StandardCharsets.US_ASCII))
                        .array(),
                content);
    }

    static byte[] webpChunk(String name, byte[] content) {
        ByteBuffer head = littleEndian(8).put(name.getBytes(StandardCharsets.US_ASCII));
        return joined(head.putInt(content.length).array(), content, new byte[content.length & 1]);
    }

    static byte[] losslessWebp(RgbImage image) {
        return webp(webpChunk("VP8L", new LosslessWebp().encode(AwtImages.toAwt(image))));
    }

    static BufferedImage palette(RgbImage image, int colours, int transparentIndex) {
        byte[] ramp = new byte[colours];
        for (int i = 0; i < colours; i++) {
            ramp[i] = (byte) (255 * i / (colours - 1));
        }
        byte[] reversed = new byte[colours];
        for (int i = 0; i < colours; i++) {
            reversed[i] = ramp[colours - 1 - i];
        }
        IndexColorModel model = new IndexColorModel(8, colours, ramp, reversed, ramp, transparentIndex);
        BufferedImage target = new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_BYTE_INDEXED, model);
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < image.width(); x++) {
                target.getRaster().setSample(x, y, 0, image.sample(x, y, 0) * colours / 256);
            }
        }
        return target;
    }

    static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream target = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            target.writeBytes(part);
        }
        return target.toByteArray();
    }

    static byte[] head(byte[] content, int length) {
        return Arrays.copyOf(content, length);
    }

    static byte[] tail(byte[] content, int from) {
        return Arrays.copyOfRange(content, from, content.length);
    }

    static ByteBuffer littleEndian(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    static byte[] bigEndian(int value) {
        return ByteBuffer.allocate(4).putInt(value).array();
    }
}
