package io.rlpips.local.bench;

import io.rlpips.local.session.Payloads;
import io.rlpips.local.session.Picture;
import io.rlpips.schemas.Upload;
import java.util.List;
import java.util.stream.IntStream;

/** Any number of uploads from a few thousand files: after the last one the first is uploaded again. Thread-safe. */
final class PipelineUploads {
    private static final int MOST_FILES = 2_000;
    private static final String NAME = "upload-";
    private static final String NO_TENANT = "";

    private final EncodedPictures pictures;
    private final List<byte[]> files;

    /** @param uploads how many there will be */
    PipelineUploads(EncodedPictures pictures, int uploads) {
        this.pictures = pictures;
        this.files = IntStream.range(0, Math.min(MOST_FILES, uploads))
                .parallel()
                .mapToObj(pictures::upload)
                .toList();
    }

    List<byte[]> files() {
        return files;
    }

    /** @return of a file, on average */
    long meanBytes() {
        return files.stream().mapToLong(file -> file.length).sum() / files.size();
    }

    static String id(int number) {
        return NAME + number;
    }

    static int number(String uploadId) {
        return Integer.parseInt(uploadId, NAME.length(), uploadId.length(), 10);
    }

    static boolean isOne(String uploadId) {
        return uploadId.startsWith(NAME);
    }

    Upload record(int number) {
        return Payloads.upload(Picture.inMemory(id(number), files.get(number % files.size())), NO_TENANT);
    }

    static String referenceId(int number) {
        return "reference-" + number;
    }

    boolean isCopy(Decided decided) {
        return pictures.copyOf(file(decided)).isPresent();
    }

    /** @return whether it is a copy and was matched with its original */
    boolean isFound(Decided decided) {
        return pictures.copyOf(file(decided)).stream()
                .anyMatch(original -> decided.bestReferenceId()
                        .filter(referenceId(original)::equals)
                        .isPresent());
    }

    private int file(Decided decided) {
        return decided.upload() % files.size();
    }
}
