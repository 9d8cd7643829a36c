package io.rlpips.training.distortion;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.image.RgbImage;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/** Writes pictures as files. */
public final class PictureEncoder {
    private PictureEncoder() {}

    /** @return a PNG file, lossless */
    public static byte[] png(RgbImage source) {
        return encode(AwtPictures.toAwt(source), "png", -1);
    }

    /**
     * @param quality 1 (worst) to 100, on the scale of the Java encoder, chroma subsampled
     * @return a baseline JPEG file
     */
    public static byte[] jpeg(RgbImage source, int quality) {
        Parameter.within("JPEG quality", quality, 1, 100);
        return encode(AwtPictures.toAwt(source), "jpeg", quality / 100f);
    }

    private static byte[] encode(BufferedImage picture, String format, float quality) {
        ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (ImageOutputStream output = ImageIO.createImageOutputStream(file)) {
            writer.setOutput(output);
            ImageWriteParam settings = writer.getDefaultWriteParam();
            if (quality >= 0) {
                settings.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
                settings.setCompressionQuality(quality);
            }
            writer.write(null, new IIOImage(picture, null, null), settings);
        } catch (IOException e) {
            throw new RlpipsException(FailureCategory.INTERNAL, "cannot encode a picture as " + format, e);
        } finally {
            writer.dispose();
        }
        return file.toByteArray();
    }
}
