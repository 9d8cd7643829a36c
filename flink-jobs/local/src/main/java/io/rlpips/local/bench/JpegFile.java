package io.rlpips.local.bench;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.image.AwtImages;
import io.rlpips.metric.image.RgbImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Writes a picture as the platform's encoder does: chrominance at half the resolution either way. */
final class JpegFile {
    private JpegFile() {}

    static byte[] of(RgbImage picture, int quality, boolean progressive) {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream output = new MemoryCacheImageOutputStream(file)) {
            writer.setOutput(output);
            ImageWriteParam settings = writer.getDefaultWriteParam();
            settings.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            settings.setCompressionQuality(quality / 100f);
            if (progressive) {
                settings.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
            }
            writer.write(null, new IIOImage(AwtImages.toAwt(picture), null, null), settings);
        } catch (IOException unexpected) {
            throw new RlpipsException(FailureCategory.INTERNAL, "cannot write a JPEG into memory", unexpected);
        } finally {
            writer.dispose();
        }
        return file.toByteArray();
    }
}
