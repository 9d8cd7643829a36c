package io.rlpips.local.evidence;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.rlpips.local.exchange.RecordJson;
import io.rlpips.metric.bundle.BundleWriter;
import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.metric.bundle.Sha256;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.image.ImageDecoder;
import io.rlpips.metric.image.ImageLimits;
import io.rlpips.schemas.ImagePayload;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.avro.generic.IndexedRecord;

/**
 * Everything about one alert in one folder, for somebody who has neither the broker nor the detector: records as JSON,
 * pictures as files, the model's papers, SHA-256 of all of it, and how to compute the distance again.
 */
public final class EvidenceFolder {
    private static final ObjectMapper PRETTY = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final AlertEvidence evidence;
    private final Map<String, byte[]> files = new TreeMap<>();
    private final Optional<String> uploadFile;
    private final Optional<String> referenceFile;
    private final Optional<ModelBundle> bundle;
    private final boolean builtIn;
    private Optional<Recomputation> recomputation = Optional.empty();
    private Optional<String> obstacle = Optional.empty();

    private EvidenceFolder(AlertEvidence evidence, EvidenceModels models) {
        this.evidence = evidence;
        this.bundle = models.of(evidence.alert());
        this.builtIn = bundle.filter(models::isBuiltIn).isPresent();
        json("alert.json", evidence.alert());
        evidence.verdict().ifPresent(verdict -> json("verdict.json", verdict));
        evidence.policy().ifPresent(policy -> json("policy.json", policy));
        evidence.upload().ifPresent(upload -> json("upload.json", withoutBytes(upload)));
        evidence.reference().ifPresent(reference -> json("reference.json", withoutBytes(reference)));
        this.uploadFile = evidence.upload().flatMap(upload -> picture("upload", upload.getImage()));
        Optional<String> original =
                evidence.reference().flatMap(reference -> picture("reference", reference.getImage()));
        Optional<String> master = evidence.fingerprints().map(record -> {
            files.put("reference-master.png", bytes(record.getMasterImage()));
            return "reference-master.png";
        });
        // The master is what was compared: from the original it has to come out again, and may no more be there.
        this.referenceFile = original.or(() -> master);
        bundle.ifPresent(
                model -> BundleWriter.papers(model).forEach((name, content) -> files.put("model/" + name, content)));
        recompute();
    }

    /** What cannot be computed is no reason to withhold the rest. */
    private void recompute() {
        if (uploadFile.isEmpty() || referenceFile.isEmpty() || bundle.isEmpty()) {
            return;
        }
        try {
            recomputation = Optional.of(Recomputation.of(
                    evidence.alert(), bundle.get(), files.get(uploadFile.get()), files.get(referenceFile.get())));
        } catch (RlpipsException failed) {
            obstacle = Optional.of(failed.getMessage());
        }
    }

    /**
     * What was written.
     *
     * @param folder it lies in
     * @param uploadKept whether the uploaded picture is there
     * @param referenceKept whether a picture of the reference is there
     * @param recomputation of the distance; empty where a picture or the model is not at hand, or computing failed
     * @param obstacle why computing failed, where it did
     */
    public record Written(
            Path folder,
            boolean uploadKept,
            boolean referenceKept,
            Optional<Recomputation> recomputation,
            Optional<String> obstacle) {}

    /**
     * @param folder made here; must not exist
     * @param models that are at hand
     * @throws RlpipsException INVALID_ARGUMENT where the folder exists or cannot be written
     */
    public static Written write(Path folder, AlertEvidence evidence, EvidenceModels models) {
        EvidenceFolder content = new EvidenceFolder(evidence, models);
        content.recomputation.ifPresent(content::addRecomputation);
        content.files.put("README.md", content.readme().getBytes(StandardCharsets.UTF_8));
        content.files.put("SHA256SUMS", content.sums().getBytes(StandardCharsets.UTF_8));
        content.writeTo(folder);
        return new Written(
                folder,
                content.uploadFile.isPresent(),
                content.referenceFile.isPresent(),
                content.recomputation,
                content.obstacle);
    }

    private void addRecomputation(Recomputation computed) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("distance", computed.distance().distance());
        facts.put("layers", computed.distance().layers());
        facts.put("alertDistance", evidence.alert().getDistance());
        facts.put("difference", computed.difference());
        facts.put("tolerance", Recomputation.TOLERANCE);
        facts.put("agrees", computed.agrees());
        files.put("recomputation.json", print(facts));
    }

    private String readme() {
        return new EvidenceReadme(evidence, files, uploadFile, referenceFile, bundle, builtIn, recomputation, obstacle)
                .text();
    }

    private String sums() {
        StringBuilder sums = new StringBuilder();
        files.forEach((name, content) ->
                sums.append(Sha256.of(content)).append("  ").append(name).append('\n'));
        return sums.toString();
    }

    private void writeTo(Path folder) {
        try {
            Files.createDirectories(folder.toAbsolutePath().getParent());
            Files.createDirectory(folder);
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                Path target = folder.resolve(file.getKey());
                Files.createDirectories(target.getParent());
                Files.write(target, file.getValue());
            }
        } catch (IOException e) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT, "cannot write evidence to %s: %s".formatted(folder, e), e);
        }
    }

    private void json(String name, IndexedRecord record) {
        json(name, RecordJson.of(record));
    }

    private void json(String name, Map<String, Object> fields) {
        files.put(name, print(fields));
    }

    /** The bytes lie in a file of their own. */
    private static Map<String, Object> withoutBytes(IndexedRecord record) {
        Map<String, Object> fields = RecordJson.of(record);
        if (fields.get("image") instanceof Map<?, ?> image && image.get("inline") != null) {
            fields.put("image", Map.of("inline", "see the picture's file"));
        }
        return fields;
    }

    /** A claim check is not followed: the place it names is the detector's to allow, and may hold something else now. */
    private Optional<String> picture(String name, ImagePayload image) {
        return Optional.ofNullable(image.getInline()).map(inline -> {
            byte[] content = bytes(inline);
            String file = name + "." + extension(content);
            files.put(file, content);
            return file;
        });
    }

    private static String extension(byte[] content) {
        try {
            return new ImageDecoder(ImageLimits.DEFAULT).format(content).toLowerCase(Locale.ROOT);
        } catch (RlpipsException beyondTheseLimits) {
            return "bin";
        }
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    private static byte[] print(Map<String, Object> fields) {
        try {
            return (PRETTY.writeValueAsString(fields) + "\n").getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new RlpipsException(FailureCategory.INTERNAL, "cannot write a record as JSON: " + e.getMessage(), e);
        }
    }
}
