package io.rlpips.training.data;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.image.RgbImage;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Reads CIFAR-10 in its official binary layout: records of one label byte and 3,072 bytes of pixels, 32x32, the red plane
 * first, then green, then blue.
 */
public final class CifarReader {
    public static final int SIDE = 32;

    /** In the order of the labels, which is alphabetical. */
    public static final List<String> CLASSES =
            List.of("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

    private static final int PLANE = SIDE * SIDE;
    private static final int RECORD_BYTES = 1 + 3 * PLANE;
    private static final String TRAINING_FILES = "data_batch_\\d+\\.bin";
    private static final String TEST_FILE = "test_batch\\.bin";

    private CifarReader() {}

    /** @return every record of a folder's {@code data_batch_*.bin} or of its {@code test_batch.bin}, in that order */
    public static PictureSet readFolder(Path folder, Split split) {
        String wanted = split == Split.TRAIN ? TRAINING_FILES : TEST_FILE;
        List<LabelledPicture> pictures = new ArrayList<>();
        for (Path file : files(folder, wanted)) {
            pictures.addAll(readFile(file).pictures());
            HeapLimit.requireRoom(folder, pictures.size(), SIDE);
        }
        return new PictureSet(CLASSES, pictures);
    }

    /**
     * @return the records in the order of the file, with paths like {@code test_batch.bin/000012}
     * @throws RlpipsException MALFORMED_RECORD for a length that is no whole number of records, or a label beyond 9;
     *     CONTENT_NOT_FOUND; TOO_MANY_PIXELS for more than the heap holds
     */
    public static PictureSet readFile(Path file) {
        try (InputStream input = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            long records = records(file, Files.size(file));
            HeapLimit.requireRoom(file, records, SIDE);
            List<LabelledPicture> pictures = new ArrayList<>((int) records);
            for (int i = 0; i < records; i++) {
                pictures.add(picture(file, i, input.readNBytes(RECORD_BYTES)));
            }
            return new PictureSet(CLASSES, pictures);
        } catch (IOException unreadable) {
            throw new RlpipsException(
                    FailureCategory.CONTENT_NOT_FOUND, "cannot read " + file + ": " + unreadable, unreadable);
        }
    }

    private static long records(Path file, long bytes) {
        if (bytes == 0 || bytes % RECORD_BYTES != 0) {
            throw new RlpipsException(
                    FailureCategory.MALFORMED_RECORD,
                    "%s has %d bytes, CIFAR-10 has a multiple of %d".formatted(file, bytes, RECORD_BYTES));
        }
        return bytes / RECORD_BYTES;
    }

    private static LabelledPicture picture(Path file, int number, byte[] content) {
        String path = "%s/%06d".formatted(file.getFileName(), number);
        if (content.length != RECORD_BYTES) {
            throw new RlpipsException(
                    FailureCategory.MALFORMED_RECORD,
                    "record %d of %s ends after %d of %d bytes".formatted(number, file, content.length, RECORD_BYTES));
        }
        int label = content[0] & 0xff;
        if (label >= CLASSES.size()) {
            throw new RlpipsException(
                    FailureCategory.MALFORMED_RECORD,
                    "record %d of %s has label %d, the limit is %d".formatted(number, file, label, CLASSES.size() - 1));
        }
        byte[] pixels = new byte[3 * PLANE];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = content[1 + i % 3 * PLANE + i / 3];
        }
        return new LabelledPicture(path, label, new RgbImage(SIDE, SIDE, pixels));
    }

    private static List<Path> files(Path folder, String wanted) {
        List<Path> files;
        try (Stream<Path> entries = Files.list(folder)) {
            files = entries.filter(file -> file.getFileName().toString().matches(wanted))
                    .sorted()
                    .toList();
        } catch (IOException unreadable) {
            throw new RlpipsException(
                    FailureCategory.CONTENT_NOT_FOUND, "cannot read " + folder + ": " + unreadable, unreadable);
        }
        if (files.isEmpty()) {
            throw new RlpipsException(
                    FailureCategory.CONTENT_NOT_FOUND, "%s holds no file like %s".formatted(folder, wanted));
        }
        return files;
    }
}
