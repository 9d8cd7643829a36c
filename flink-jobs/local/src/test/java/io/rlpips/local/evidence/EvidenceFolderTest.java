package io.rlpips.local.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rlpips.detector.fetch.AllowedLocations;
import io.rlpips.metric.bundle.BundleReader;
import io.rlpips.metric.bundle.ModelBundle;
import io.rlpips.metric.bundle.Sha256;
import io.rlpips.metric.image.Canonicaliser;
import io.rlpips.metric.image.ImageLimits;
import io.rlpips.metric.image.PngFile;
import io.rlpips.metric.image.Resize;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.schemas.Alert;
import io.rlpips.schemas.BrokerPosition;
import io.rlpips.schemas.ImagePayload;
import io.rlpips.schemas.Reference;
import io.rlpips.schemas.ReferenceFingerprints;
import io.rlpips.schemas.Review;
import io.rlpips.schemas.ReviewDecision;
import io.rlpips.schemas.Upload;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a folder of evidence holds, whatever the topics still kept. */
class EvidenceFolderTest {
    private static final ModelBundle MODEL = BundleReader.readDefault();
    private static final EvidenceFolder.Sources SOURCES = sources(true);
    private static final byte[] UPLOAD = picture(90, 70, 1);
    private static final byte[] REFERENCE = picture(120, 90, 2);

    @TempDir
    private Path folder;

    @Test
    void everyFileHasItsDigestAndThePapersOfTheModelAreThere() throws IOException {
        EvidenceFolder.Written written = write(alert(0), Optional.of(upload()), Optional.of(reference()));

        assertThat(written.uploadKept()).isTrue();
        assertThat(written.referenceKept()).isTrue();
        assertThat(Files.readAllBytes(out().resolve("upload.png"))).isEqualTo(UPLOAD);
        assertThat(Files.readAllBytes(out().resolve("reference.png"))).isEqualTo(REFERENCE);
        List<String> sums = Files.readAllLines(out().resolve("SHA256SUMS"));
        assertThat(sums).hasSizeGreaterThanOrEqualTo(9);
        for (String line : sums) {
            assertThat(Sha256.of(out().resolve(line.substring(66)))).isEqualTo(line.substring(0, 64));
        }
        assertThat(Files.readString(out().resolve("model/MODEL_CARD.md"))).contains(MODEL.modelHash());
        assertThat(out().resolve("model/manifest.json")).exists();
        assertThat(Files.readString(out().resolve("upload.json"))).doesNotContain("iVBOR");
        assertThat(Files.readString(out().resolve("reviews.json"))).contains("DISMISSED", "stock photo");
        assertThat(readme()).contains("| reviews | DISMISSED, see `reviews.json` |");
        assertThat(BundleReader.read(out().resolve("model")).modelHash())
                .as("the folder is the bundle")
                .isEqualTo(MODEL.modelHash());
        assertThat(readme()).contains(" --model model --json");
    }

    @Test
    void theMasterGivesTheDistanceOfTheOriginal() {
        double byOriginal = write(alert(0), Optional.of(upload()), Optional.of(reference()))
                .recomputation()
                .orElseThrow()
                .distance()
                .distance();
        EvidenceFolder.Written byMaster = EvidenceFolder.write(
                folder.resolve("master"), evidence(alert(0), Optional.of(upload()), Optional.empty()), SOURCES);

        assertThat(byMaster.referenceKept()).isTrue();
        assertThat(byMaster.recomputation().orElseThrow().distance().distance()).isEqualTo(byOriginal);
    }

    @Test
    void aDistanceThatComesOutOtherwiseIsSaid() throws IOException {
        EvidenceFolder.Written written = write(alert(1e6), Optional.of(upload()), Optional.of(reference()));

        assertThat(written.recomputation().orElseThrow().agrees()).isFalse();
        assertThat(written.holds()).isFalse();
        assertThat(readme()).contains("WHICH DISAGREES");
    }

    @Test
    void whatCannotBeComputedIsSaidAndTheRestIsThere() throws IOException {
        Alert alert = alert(0);
        alert.setUploadView("trimmed");

        EvidenceFolder.Written written = write(alert, Optional.of(upload()), Optional.of(reference()));

        assertThat(written.obstacle()).hasValue("no border is seen that could be trimmed");
        assertThat(written.holds()).isFalse();
        assertThat(readme()).contains("it could not be computed: no border is seen");
        assertThat(out().resolve("upload.png")).exists();
    }

    @Test
    void aPictureThatIsNotTheRecordsIsSaid() throws IOException {
        Alert alert = alert(0);
        alert.setUploadSha256("0".repeat(64));

        write(alert, Optional.of(upload()), Optional.of(reference()));

        assertThat(readme()).contains("BUT THE RECORD SAYS " + "0".repeat(64));
    }

    @Test
    void anUploadThatIsGoneOrWasAClaimCheckIsNotFetched() throws IOException {
        Alert alert = alert(0);
        alert.setUploadUri("file:///etc/passwd");

        EvidenceFolder.Written written =
                write(alert, Optional.of(claim("file:///etc/passwd", UPLOAD)), Optional.of(reference()));

        assertThat(written.uploadKept()).isFalse();
        assertThat(written.recomputation()).isEmpty();
        assertThat(written.holds()).as("nothing speaks against the alert").isTrue();
        assertThat(readme())
                .contains("it was at `file:///etc/passwd`, which was not opened")
                .contains("the distance cannot be computed from this folder alone");
        assertThat(out().resolve("upload.bin")).doesNotExist();
    }

    @Test
    void aClaimCheckIsFollowedWhereThatIsAllowedAndWhatLiesThereIsWhatWasJudged() throws IOException {
        Path kept = Files.createDirectory(folder.resolve("kept"));
        Path file = Files.write(kept.resolve("picture"), UPLOAD);
        Path original = Files.write(kept.resolve("original"), REFERENCE);
        Alert alert = alert(0);
        alert.setUploadUri(file.toUri().toString());
        Reference claimed = reference();
        claimed.setImage(claim(original.toUri().toString(), REFERENCE).getImage());

        AlertEvidence evidence =
                evidence(alert, Optional.of(claim(alert.getUploadUri(), UPLOAD)), Optional.of(claimed));
        EvidenceFolder.Written followed = EvidenceFolder.write(out(), evidence, sources(false, kept));
        EvidenceFolder.Written recordGone = EvidenceFolder.write(
                folder.resolve("gone"), evidence(alert, Optional.empty(), Optional.empty()), sources(false, kept));
        Files.write(file, REFERENCE);
        EvidenceFolder.Written replaced =
                EvidenceFolder.write(folder.resolve("replaced"), evidence, sources(false, kept));

        assertThat(followed.recomputation()).isPresent();
        assertThat(out().resolve("upload.png")).hasBinaryContent(UPLOAD);
        assertThat(out().resolve("reference.png")).hasBinaryContent(REFERENCE);
        assertThat(recordGone.uploadKept()).as("the alert says where it was").isTrue();
        assertThat(replaced.uploadKept()).isFalse();
        assertThat(Files.readString(replaced.folder().resolve("README.md")))
                .contains("something else is there now, with SHA-256 " + Sha256.of(REFERENCE));
    }

    @Test
    void aModelThatIsLeftOutIsSaid() throws IOException {
        EvidenceFolder.write(
                out(), evidence(alert(0), Optional.of(upload()), Optional.of(reference())), sources(false));

        assertThat(out().resolve("model/manifest.json")).exists();
        assertThat(out().resolve("model/model.safetensors")).doesNotExist();
        assertThat(readme()).doesNotContain("--model").contains("The model was left out: it was the one built into");
    }

    @Test
    void textOfOthersStaysInItsLine() throws IOException {
        Alert alert = alert(0);
        alert.setUploadId("a`\n# <b>forged</b> | x");

        write(alert, Optional.empty(), Optional.empty());

        assertThat(readme().lines().filter(line -> line.startsWith("#")))
                .containsExactly("# Alert `00ff00ff`", "## Pictures", "## Computing it again");
        assertThat(readme()).doesNotContain("<b>");
    }

    @Test
    void aFolderThatIsThereIsNotWrittenInto() {
        write(alert(0), Optional.empty(), Optional.empty());

        assertThatThrownBy(() -> write(alert(0), Optional.empty(), Optional.empty()))
                .hasMessageContaining("cannot write evidence");
    }

    private EvidenceFolder.Written write(Alert alert, Optional<Upload> upload, Optional<Reference> reference) {
        return EvidenceFolder.write(out(), evidence(alert, upload, reference), SOURCES);
    }

    private static EvidenceFolder.Sources sources(boolean withModel, Path... allowed) {
        return new EvidenceFolder.Sources(
                new EvidenceModels(List.of()),
                withModel,
                new AllowedLocations(
                        Stream.of(allowed).map(path -> path.toUri().toString()).toList()));
    }

    private Path out() {
        return folder.resolve("evidence");
    }

    private String readme() throws IOException {
        return Files.readString(out().resolve("README.md"));
    }

    private static AlertEvidence evidence(Alert alert, Optional<Upload> upload, Optional<Reference> reference) {
        ReferenceFingerprints fingerprints = ReferenceFingerprints.newBuilder()
                .setReferenceId("r")
                .setReference(alert.getReference())
                .setModelId(MODEL.modelId())
                .setImageSha256(Sha256.of(REFERENCE))
                .setMasterImage(ByteBuffer.wrap(PngFile.of(new Canonicaliser(ImageLimits.DEFAULT)
                        .canonicalise(REFERENCE)
                        .master())))
                .build();
        return new AlertEvidence(
                alert,
                Optional.empty(),
                upload,
                reference,
                Optional.of(fingerprints),
                Optional.empty(),
                List.of(Review.newBuilder()
                        .setAlertId(alert.getAlertId())
                        .setReferenceId("r")
                        .setDecision(ReviewDecision.DISMISSED)
                        .setNote("stock photo")
                        .build()));
    }

    private static Alert alert(double distance) {
        return Alert.newBuilder()
                .setAlertId("00ff00ff")
                .setUpload(new BrokerPosition("uploads", 0, 1L))
                .setUploadId("u")
                .setUploadSha256(Sha256.of(UPLOAD))
                .setReferenceId("r")
                .setReference(new BrokerPosition("references", 0, 1L))
                .setReferenceView("mirrored")
                .setDistance(distance)
                .setThreshold(1)
                .setMargin(1 - distance)
                .setModelId(MODEL.modelId())
                .setModelHash(MODEL.modelHash())
                .build();
    }

    private static Upload upload() {
        return Upload.newBuilder().setUploadId("u").setImage(inline(UPLOAD)).build();
    }

    private static Upload claim(String uri, byte[] picture) {
        Upload claim = upload();
        claim.setImage(ImagePayload.newBuilder()
                .setUri(uri)
                .setSha256(Sha256.of(picture))
                .setLength((long) picture.length)
                .build());
        return claim;
    }

    private static Reference reference() {
        return Reference.newBuilder()
                .setReferenceId("r")
                .setImage(inline(REFERENCE))
                .build();
    }

    private static ImagePayload inline(byte[] content) {
        return ImagePayload.newBuilder().setInline(ByteBuffer.wrap(content)).build();
    }

    /** Blotches of colour. */
    private static byte[] picture(int width, int height, long seed) {
        byte[] pixels = new byte[6 * 6 * 3];
        new Random(seed).nextBytes(pixels);
        return PngFile.of(Resize.to(new RgbImage(6, 6, pixels), width, height));
    }
}
