package io.rlpips.training;

import io.rlpips.metric.image.RgbImage;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;

/** Smooth coloured pictures for tests: waves whose direction and colour depend on a class, with noise from a seed. */
public final class DrawnPictures {
    private DrawnPictures() {}

    public static RgbImage waves(int width, int height, int kind, long seed) {
        SplittableRandom random = Seeds.stream(seed, kind);
        double phase = random.nextDouble() * 2 * Math.PI;
        double frequency = 0.15 + 0.1 * random.nextDouble();
        double slant = kind * 1.1;
        byte[] pixels = new byte[width * height * 3];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                double wave = Math.sin((x * Math.cos(slant) + y * Math.sin(slant)) * frequency + phase);
                for (int channel = 0; channel < 3; channel++) {
                    double tint = 60 * Math.cos(kind * 2.0 + channel * 2.1);
                    double value = 128 + tint + 55 * wave + 8 * random.nextGaussian();
                    pixels[(y * width + x) * 3 + channel] = (byte) Math.max(0, Math.min(255, Math.round(value)));
                }
            }
        }
        return new RgbImage(width, height, pixels);
    }

    /** @return pictures of different kinds */
    public static List<RgbImage> several(int count, int side, long seed) {
        List<RgbImage> pictures = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            pictures.add(waves(side, side, i, seed));
        }
        return pictures;
    }

    public static byte[] png(RgbImage picture) {
        BufferedImage image = new BufferedImage(picture.width(), picture.height(), BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < picture.height(); y++) {
            for (int x = 0; x < picture.width(); x++) {
                int colour = picture.sample(x, y, 0) << 16 | picture.sample(x, y, 1) << 8 | picture.sample(x, y, 2);
                image.setRGB(x, y, colour);
            }
        }
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", file);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return file.toByteArray();
    }

    /** Writes {@code class-<k>/<i>.png}. */
    public static Path folder(Path root, int classes, int perClass, int side) throws IOException {
        for (int kind = 0; kind < classes; kind++) {
            Path folder = Files.createDirectories(root.resolve("class-" + kind));
            for (int i = 0; i < perClass; i++) {
                Files.write(folder.resolve("%02d.png".formatted(i)), png(waves(side, side, kind, i)));
            }
        }
        return root;
    }
}
