package io.rlpips.local.evidence;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.rlpips.detector.fetch.AllowedLocations;
import io.rlpips.local.exchange.RecordJson;
import io.rlpips.local.session.Payloads;
import io.rlpips.metric.bundle.BundleWriter;
import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.metric.bundle.Sha256;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.image.ImageDecoder;
import io.rlpips.metric.image.ImageLimits;
import io.rlpips.schemas.Alert;
import io.rlpips.schemas.ImagePayload;
import io.rlpips.schemas.Reference;
import io.rlpips.schemas.ReferenceFingerprints;
import io.rlpips.schemas.Upload;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.avro.generic.IndexedRecord;

/**
 * Everything about one alert in one folder, for somebody who has neither the broker nor the detector: records as JSON,
 * pictures as files, the model, SHA-256 of all of it, and how to compute the distance again.
 */
public final class EvidenceFolder {
    static final String UPLOAD = "upload";
    static final String REFERENCE = "reference";

    private static final ObjectMapper PRETTY = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final AlertEvidence evidence;
    private final AllowedLocations allowed;
    private final Map<String, byte[]> files = new TreeMap<>();
    /** By the picture's name, why it is not here although its record says where it was. */
    private final Map<String, String> unopened = new HashMap<>();

    private final Optional<String> uploadFile;
    private final Optional<String> referenceFile;
    private final Optional<ModelBundle> bundle;
    private final EvidenceReadme.Model model;
    private Optional<Recomputation> recomputation = Optional.empty();
    private Optional<String> obstacle = Optional.empty();

    private EvidenceFolder(AlertEvidence evidence, Sources sources) {
        this.evidence = evidence;
        this.allowed = sources.allowed();
        this.bundle = sources.models().of(evidence.alert());
        this.model = model(sources);
        json("alert.json", evidence.alert());
        evidence.verdict().ifPresent(verdict -> json("verdict.json", verdict));
        evidence.policy().ifPresent(policy -> json("policy.json", policy));
        evidence.upload().ifPresent(upload -> json("upload.json", withoutBytes(upload)));
        evidence.reference().ifPresent(reference -> json("reference.json", withoutBytes(reference)));
        if (!evidence.reviews().isEmpty()) {
            files.put(
                    "reviews.json",
                    print(evidence.reviews().stream().map(RecordJson::of).toList()));
        }
        this.uploadFile = uploaded()
                .flatMap(image -> picture(UPLOAD, image, evidence.alert().getUploadSha256()));
        Optional<String> original = evidence.reference()
                .map(Reference::getImage)
                .flatMap(image -> picture(REFERENCE, image, registered(image)));
        Optional<String> master = evidence.fingerprints().map(record -> {
            files.put("reference-master.png", bytes(record.getMasterImage()));
            return "reference-master.png";
        });
        // The master is what was compared: from the original it has to come out again, and may no more be there.
        this.referenceFile = original.or(() -> master);
        bundle.ifPresent(known -> (sources.withModel() ? BundleWriter.files(known) : BundleWriter.papers(known))
                .forEach((name, content) -> files.put(EvidenceReadme.MODEL_FOLDER + "/" + name, content)));
        recompute();
    }

    /**
     * What evidence is made of besides the records.
     *
     * @param models that are at hand
     * @param withModel whether the model's bundle goes into the folder, not only its papers
     * @param allowed where claim checks may be followed to
     */
    public record Sources(EvidenceModels models, boolean withModel, AllowedLocations allowed) {}

    private EvidenceReadme.Model model(Sources sources) {
        if (bundle.isEmpty()) {
            return EvidenceReadme.Model.MISSING;
        }
        if (sources.withModel()) {
            return EvidenceReadme.Model.INCLUDED;
        }
        return sources.models().isBuiltIn(bundle.get())
                ? EvidenceReadme.Model.BUILT_IN
                : EvidenceReadme.Model.ELSEWHERE;
    }

    /** @return what was uploaded; of a claim check the alert still knows where it was when its record is gone */
    private Optional<ImagePayload> uploaded() {
        Alert alert = evidence.alert();
        return evidence.upload()
                .map(Upload::getImage)
                .or(() -> Optional.ofNullable(alert.getUploadUri())
                        .map(uri -> ImagePayload.newBuilder().setUri(uri).build()));
    }

    /** @return the digest of what was registered; empty where no record says it */
    private String registered(ImagePayload image) {
        return evidence.fingerprints()
                .map(ReferenceFingerprints::getImageSha256)
                .or(() -> Optional.ofNullable(image.getSha256()))
                .orElse("");
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
            Optional<String> obstacle) {
        /** @return whether the distance is the alert's again, or there is not all here that it takes to compute it */
        public boolean holds() {
            return obstacle.isEmpty()
                    && recomputation.map(Recomputation::agrees).orElse(true);
        }
    }

    /**
     * @param folder made here; must not exist
     * @throws RlpipsException INVALID_ARGUMENT where the folder exists or cannot be written
     */
    public static Written write(Path folder, AlertEvidence evidence, Sources sources) {
        EvidenceFolder content = new EvidenceFolder(evidence, sources);
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
        return new EvidenceReadme(evidence, files, uploadFile, referenceFile, unopened, model, recomputation, obstacle)
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

    /**
     * A claim check is followed where it is allowed to, and what lies there is taken only where it is what was judged:
     * something else may lie there now.
     *
     * @param digest that it has to have
     */
    private Optional<String> picture(String name, ImagePayload image, String digest) {
        byte[] content;
        try {
            content = Payloads.content(image, allowed);
        } catch (IOException e) {
            unopened.put(name, "which was not opened: " + e.getMessage());
            return Optional.empty();
        }
        if (image.getInline() == null && !Sha256.of(content).equals(digest)) {
            unopened.put(
                    name,
                    digest.isEmpty()
                            ? "and no record says what was there then"
                            : "where now something else is, with SHA-256 " + Sha256.of(content));
            return Optional.empty();
        }
        String file = name + "." + extension(content);
        files.put(file, content);
        return Optional.of(file);
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

    private static byte[] print(Object fields) {
        try {
            return (PRETTY.writeValueAsString(fields) + "\n").getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new RlpipsException(FailureCategory.INTERNAL, "cannot write a record as JSON: " + e.getMessage(), e);
        }
    }
}
