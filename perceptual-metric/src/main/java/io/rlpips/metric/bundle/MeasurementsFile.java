package io.rlpips.metric.bundle;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A file of figures measured with a model, which publishing puts on the model's card: {@code {"measurements": [{"name",
 * "value", "unit", "target", "command"}, ...]}}, unit and target where there are any. Whoever measures writes one.
 */
public final class MeasurementsFile {
    private static final String LIST = "measurements";
    private static final long LIMIT_BYTES = BundleReader.MANIFEST_LIMIT_BYTES;

    private MeasurementsFile() {}

    /**
     * @return in the order of the file
     * @throws RlpipsException CONTENT_NOT_FOUND if the file cannot be read; INVALID_ARGUMENT naming the file and the
     *     field that is wrong, or a name that stands twice
     */
    public static List<Measurement> read(Path file) {
        try {
            if (Files.size(file) > LIMIT_BYTES) {
                throw invalid(file, "more than %d bytes".formatted(LIMIT_BYTES), null);
            }
            List<Measurement> measurements = parse(file, Files.readAllBytes(file));
            requireDistinct(file, measurements);
            return measurements;
        } catch (IOException unreadable) {
            throw new RlpipsException(
                    FailureCategory.CONTENT_NOT_FOUND,
                    "cannot read measurements from " + file + ": " + unreadable,
                    unreadable);
        }
    }

    /**
     * @param file is overwritten
     * @throws RlpipsException INTERNAL if it cannot be written
     */
    public static void write(List<Measurement> measurements, Path file) {
        requireDistinct(file, measurements);
        try {
            Files.write(file, render(measurements));
        } catch (IOException failure) {
            throw new RlpipsException(
                    FailureCategory.INTERNAL, "cannot write measurements to " + file + ": " + failure, failure);
        }
    }

    private static List<Measurement> parse(Path file, byte[] content) {
        try {
            JsonFields fields = JsonFields.of("file", content);
            if (!fields.names().contains(LIST)) {
                throw invalid(file, "the list '" + LIST + "' is missing", null);
            }
            return fields.list(LIST, MeasurementJson::parse);
        } catch (RlpipsException wrong) {
            throw wrong.category() == FailureCategory.INVALID_ARGUMENT
                    ? wrong
                    : invalid(file, wrong.getMessage(), wrong);
        }
    }

    private static byte[] render(List<Measurement> measurements) {
        ObjectNode root = JsonText.object();
        ArrayNode list = root.putArray(LIST);
        measurements.forEach(measurement -> MeasurementJson.render(measurement, list.addObject()));
        return JsonText.print(root);
    }

    private static void requireDistinct(Path file, List<Measurement> measurements) {
        Set<String> names = new HashSet<>();
        for (Measurement measurement : measurements) {
            if (!names.add(measurement.name())) {
                throw invalid(file, "'" + measurement.name() + "' stands twice", null);
            }
        }
    }

    private static RlpipsException invalid(Path file, String what, Throwable cause) {
        return new RlpipsException(FailureCategory.INVALID_ARGUMENT, "measurements " + file + ": " + what, cause);
    }
}
