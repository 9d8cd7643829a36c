package io.rlpips.local.erasure;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.flink.types.StringValue;

/**
 * What the files of a savepoint tell of references. Whatever state holds of one lies under its name, so names are looked
 * for, in all bytes: one that only looks like a name is found as well, and nothing is passed over.
 *
 * @param files how many there are
 * @param naming those that have a name in them
 */
public record SavedTraces(int files, List<Path> naming) {
    private static final String METADATA = "_metadata";
    private static final int CHUNK_BYTES = 1 << 20;

    /**
     * @param folder of one savepoint, or of several
     * @param references ids
     * @throws RlpipsException INVALID_ARGUMENT where there is no savepoint, a file cannot be read, or a savepoint is not all
     *     there in the canonical format: what is of RocksDB's own is compressed, and may lie elsewhere
     */
    public static SavedTraces of(Path folder, Set<String> references) {
        List<String> names = new ArrayList<>();
        references.forEach(id -> names.addAll(spelt(id)));
        List<Path> naming = new ArrayList<>();
        List<Path> files = files(folder);
        for (Path file : files) {
            try {
                if (isMetadata(file)) {
                    LegibleSavepoint.require(file);
                }
                if (holds(file, names)) {
                    naming.add(file);
                }
            } catch (IOException e) {
                throw new RlpipsException(
                        FailureCategory.INVALID_ARGUMENT, "cannot read %s: %s".formatted(file, e.getMessage()), e);
            }
        }
        return new SavedTraces(files.size(), naming);
    }

    private static List<Path> files(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            List<Path> files = all.filter(Files::isRegularFile).sorted().toList();
            if (files.stream().anyMatch(SavedTraces::isMetadata)) {
                return files;
            }
        } catch (IOException e) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT, "cannot read %s: %s".formatted(folder, e.getMessage()), e);
        }
        throw new RlpipsException(
                FailureCategory.INVALID_ARGUMENT, "%s holds no savepoint: no %s is in it".formatted(folder, METADATA));
    }

    private static boolean isMetadata(Path file) {
        return file.getFileName().toString().equals(METADATA);
    }

    /** State writes text in UTF-8, as Avro does, or in Flink's own way, which is another beyond ASCII. */
    private static List<String> spelt(String id) {
        ByteArrayOutputStream flinks = new ByteArrayOutputStream();
        try {
            StringValue.writeString(id, new DataOutputStream(flinks));
        } catch (IOException impossible) {
            throw new IllegalStateException("text cannot be written to memory", impossible);
        }
        byte[] written = flinks.toByteArray();
        // Its length comes first, in bytes of which all but the last have the highest bit.
        int start = 0;
        while (written[start] < 0) {
            start++;
        }
        return List.of(
                text(id.getBytes(StandardCharsets.UTF_8)),
                text(Arrays.copyOfRange(written, start + 1, written.length)));
    }

    /** In pieces that overlap by as much as the longest name. */
    private static boolean holds(Path file, List<String> names) throws IOException {
        int overlap = names.stream().mapToInt(String::length).max().orElse(0);
        String before = "";
        try (InputStream content = Files.newInputStream(file)) {
            for (byte[] chunk = content.readNBytes(CHUNK_BYTES);
                    chunk.length > 0;
                    chunk = content.readNBytes(CHUNK_BYTES)) {
                String piece = before + text(chunk);
                if (names.stream().anyMatch(piece::contains)) {
                    return true;
                }
                before = piece.substring(Math.max(0, piece.length() - overlap));
            }
        }
        return false;
    }

    /** A character for each byte. */
    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
