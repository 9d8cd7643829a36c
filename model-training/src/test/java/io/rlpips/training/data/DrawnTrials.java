package io.rlpips.training.data;

import io.rlpips.metric.image.RgbImage;
import io.rlpips.training.DrawnPictures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Judged sets in BAPPS' layout out of drawn pictures. */
final class DrawnTrials {
    static final int SIDE = 16;

    private DrawnTrials() {}

    static RgbImage picture(int kind, int number) {
        return DrawnPictures.waves(SIDE, SIDE, kind, number);
    }

    /** Writes trials 0 to {@code count - 1}; the judgment of trial i is i fifths, beginning again after five. */
    static void triplets(Path root, Split split, String family, int count) throws IOException {
        Path folder = root.resolve("2afc").resolve(split.folder()).resolve(family);
        for (int i = 0; i < count; i++) {
            write(folder.resolve("ref"), i, 0);
            write(folder.resolve("p0"), i, 1);
            write(folder.resolve("p1"), i, 2);
            judgment(folder.resolve("judge"), i);
        }
    }

    static void pairs(Path root, String family, int count) throws IOException {
        Path folder = root.resolve("jnd/val").resolve(family);
        for (int i = 0; i < count; i++) {
            write(folder.resolve("p0"), i, 0);
            write(folder.resolve("p1"), i, 1);
            judgment(folder.resolve("same"), i);
        }
    }

    private static void write(Path folder, int number, int kind) throws IOException {
        Files.createDirectories(folder);
        Files.write(folder.resolve("%06d.png".formatted(number)), DrawnPictures.png(picture(kind, number)));
    }

    private static void judgment(Path folder, int number) throws IOException {
        Files.createDirectories(folder);
        JudgmentFile.write(folder.resolve("%06d.npy".formatted(number)), number % 6 / 5f);
    }
}
