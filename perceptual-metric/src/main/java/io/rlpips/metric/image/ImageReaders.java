package io.rlpips.metric.image;

import com.twelvemonkeys.imageio.plugins.bmp.BMPImageReaderSpi;
import com.twelvemonkeys.imageio.plugins.tiff.TIFFImageReaderSpi;
import com.twelvemonkeys.imageio.plugins.webp.WebPImageReaderSpi;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadWarningListener;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * One named reader a format. ImageIO's own look-up would take whichever plug-in happens to be first on the class path,
 * and its streams would go through temporary files. Safe to share: every call has a reader of its own.
 */
enum ImageReaders {
    JPEG(platform("com.sun.imageio.plugins.jpeg.JPEGImageReaderSpi")),
    PNG(platform("com.sun.imageio.plugins.png.PNGImageReaderSpi")),
    GIF(platform("com.sun.imageio.plugins.gif.GIFImageReaderSpi")),
    BMP(new BMPImageReaderSpi()),
    TIFF(new TIFFImageReaderSpi()),
    WEBP(new WebPImageReaderSpi());

    private static final IIOReadWarningListener TOLERANT = (source, warning) -> {};

    private final ImageReaderSpi provider;

    ImageReaders(ImageReaderSpi provider) {
        this.provider = provider;
    }

    BufferedImage read(byte[] encoded) throws IOException {
        return with(encoded, TOLERANT, reader -> reader.read(0));
    }

    BufferedImage read(byte[] encoded, IIOReadWarningListener warnings) throws IOException {
        return with(encoded, warnings, reader -> reader.read(0));
    }

    /**
     * For readers that make red, green and blue in this order: into a picture of theirs nothing has to be rearranged.
     *
     * @return as many as were decoded, whatever a header announced
     */
    Samples readRgb(byte[] encoded, IIOReadWarningListener warnings) throws IOException {
        return with(encoded, warnings, reader -> {
            BufferedImage picture = AwtImages.redGreenBlue(reader.getWidth(0), reader.getHeight(0));
            ImageReadParam into = reader.getDefaultReadParam();
            into.setDestination(picture);
            reader.read(0, into);
            byte[] values = ((DataBufferByte) picture.getRaster().getDataBuffer()).getData();
            return new Samples(picture.getWidth(), picture.getHeight(), 3, values, new byte[0]);
        });
    }

    /** @return the stored channels, without any colour conversion */
    Raster readRaster(byte[] encoded, IIOReadWarningListener warnings) throws IOException {
        return with(encoded, warnings, reader -> reader.readRaster(0, null));
    }

    private <T> T with(byte[] encoded, IIOReadWarningListener warnings, Reading<T> reading) throws IOException {
        ImageReader reader = provider.createReaderInstance(null);
        try (ImageInputStream stream = new MemoryCacheImageInputStream(new ByteArrayInputStream(encoded))) {
            reader.addIIOReadWarningListener(warnings);
            reader.setInput(stream, false, true);
            return reading.read(reader);
        } finally {
            reader.dispose();
        }
    }

    private static ImageReaderSpi platform(String className) {
        Iterator<ImageReaderSpi> providers = IIORegistry.getDefaultInstance()
                .getServiceProviders(
                        ImageReaderSpi.class,
                        provider -> provider.getClass().getName().equals(className),
                        false);
        return providers.next();
    }

    @FunctionalInterface
    private interface Reading<T> {
        T read(ImageReader reader) throws IOException;
    }
}
