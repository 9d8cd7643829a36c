package io.rlpips.detector.recorded;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.apache.avro.file.DataFileConstants;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;

/** Finds and opens files of recorded records; what a file holds is told by its first bytes, not by its name. */
public final class RecordedFiles {
    private static final List<String> ENDINGS = List.of(".avro", ".parquet");
    private static final int MAGIC = 4;

    private RecordedFiles() {}

    /**
     * @param subject name of the subject, under which its file goes
     * @throws RlpipsException INVALID_ARGUMENT where there is no such file, or there are two
     */
    public static Path find(Path folder, String subject) {
        List<Path> files = ENDINGS.stream()
                .map(ending -> new Path(folder, subject + ending))
                .filter(RecordedFiles::exists)
                .toList();
        if (files.size() == 1) {
            return files.get(0);
        }
        String names = String.join(files.isEmpty() ? " and no " : " and ", names(subject));
        throw new RlpipsException(
                FailureCategory.INVALID_ARGUMENT,
                files.isEmpty()
                        ? "folder %s holds no export: there is no %s".formatted(folder, names)
                        : "folder %s holds %s: only one of them can be meant".formatted(folder, names));
    }

    /**
     * @return the file at its first record
     * @throws RlpipsException INVALID_ARGUMENT where it cannot be read or is of another kind, MALFORMED_RECORD where it is
     *     damaged or has other columns, TOO_MANY_BYTES
     */
    public static RecordedFile open(Path path) {
        OpenFile file = opened(path);
        try {
            byte[] magic = file.length() < MAGIC ? new byte[0] : file.read(0, MAGIC);
            if (Arrays.equals(magic, DataFileConstants.MAGIC)) {
                return new AvroFile(file);
            }
            if (Arrays.equals(magic, ParquetFooter.MAGIC)) {
                return new ParquetFile(file);
            }
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "%s is neither an Avro object container nor a Parquet file: it has %d bytes and begins with '%s'"
                            .formatted(
                                    file.name(), file.length(), HexFormat.of().formatHex(magic)));
        } catch (RlpipsException refused) {
            file.close();
            throw refused;
        }
    }

    private static List<String> names(String subject) {
        return ENDINGS.stream().map(ending -> subject + ending).toList();
    }

    private static boolean exists(Path path) {
        try {
            return path.getFileSystem().exists(path);
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    private static OpenFile opened(Path path) {
        try {
            FileSystem files = path.getFileSystem();
            FileStatus status = files.getFileStatus(path);
            if (status.isDir()) {
                throw new RlpipsException(FailureCategory.INVALID_ARGUMENT, path + " is a folder, not a file");
            }
            return new OpenFile(path.toString(), files.open(path), status.getLen());
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    private static RlpipsException unreadable(Path path, IOException e) {
        return new RlpipsException(
                FailureCategory.INVALID_ARGUMENT, "%s cannot be read: %s".formatted(path, e.getMessage()), e);
    }
}
