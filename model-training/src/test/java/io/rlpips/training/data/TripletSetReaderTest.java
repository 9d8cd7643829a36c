package io.rlpips.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.image.ImageLimits;
import io.rlpips.metric.image.Resize;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.metric.weights.NpyFormat;
import io.rlpips.metric.weights.WeightTensor;
import io.rlpips.training.DrawnPictures;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TripletSetReaderTest {
    @TempDir
    private Path root;

    private Path cnn;

    @BeforeEach
    void write() throws IOException {
        DrawnTrials.triplets(root, Split.TRAIN, "traditional", 7);
        DrawnTrials.triplets(root, Split.TRAIN, "cnn", 3);
        cnn = root.resolve("2afc/train/cnn");
    }

    @Test
    void tripletsComeFamilyByFamilyInTheOrderOfTheirNames() {
        TripletSet set = read(Selection.EVERYTHING);

        assertThat(set.families()).containsExactly("cnn", "traditional");
        assertThat(set.triplets())
                .extracting(Triplet::name)
                .startsWith("train/cnn/000000", "train/cnn/000001", "train/cnn/000002", "train/traditional/000000")
                .hasSize(10);
        Triplet third = set.family("traditional").triplets().get(2);
        assertThat(third.reference()).isEqualTo(DrawnTrials.picture(0, 2));
        assertThat(third.first()).isEqualTo(DrawnTrials.picture(1, 2));
        assertThat(third.second()).isEqualTo(DrawnTrials.picture(2, 2));
        assertThat(third.secondShare()).isEqualTo(0.4f);
    }

    @Test
    void theNumberOfThreadsChangesNothing() {
        TripletSet one = new TripletSetReader(ImageLimits.DEFAULT, DrawnTrials.SIDE, 1)
                .read(root, Split.TRAIN, Selection.EVERYTHING, read -> {});
        TripletSet four = new TripletSetReader(ImageLimits.DEFAULT, DrawnTrials.SIDE, 4)
                .read(root, Split.TRAIN, Selection.EVERYTHING, read -> {});

        assertThat(four).isEqualTo(one);
    }

    @Test
    void aSelectionTakesSoManyOfEachFamilyBySeed() {
        List<String> some = names(Selection.atMost(3, 1));

        assertThat(some).hasSize(6).isSubsetOf(names(Selection.EVERYTHING)).isSorted();
        assertThat(names(Selection.atMost(3, 1))).isEqualTo(some);
        assertThat(List.of(names(Selection.atMost(3, 2)), names(Selection.atMost(3, 3)), names(Selection.atMost(3, 4))))
                .anyMatch(other -> !other.equals(some));
        assertThat(names(Selection.EVERYTHING.of("cnn"))).hasSize(3).allMatch(name -> name.contains("/cnn/"));
    }

    @Test
    void picturesOfOtherSizesAreResizedAsEverywhere() throws IOException {
        RgbImage large = DrawnPictures.waves(40, 30, 0, 0);
        Files.write(cnn.resolve("ref/000000.png"), DrawnPictures.png(large));

        assertThat(read(Selection.EVERYTHING).triplets().get(0).reference())
                .isEqualTo(Resize.to(large, DrawnTrials.SIDE, DrawnTrials.SIDE));
    }

    @Test
    void theOfficialLayoutWithoutAManifestIsPeoples() {
        assertThat(read(Selection.EVERYTHING).judgedBy()).isEqualTo(JudgedBy.PEOPLE);
    }

    @Test
    void aManifestSaysWhoJudged() {
        manifest(Map.of("2afc/train/cnn", 3)).write(root);

        assertThat(read(Selection.EVERYTHING).judgedBy()).isEqualTo(JudgedBy.SEVERITY);
    }

    @Test
    void fewerTrialsThanTheManifestAnnouncesAreNoticed() {
        manifest(Map.of("2afc/train/cnn", 4)).write(root);

        assertRefused(FailureCategory.CONTENT_MISMATCH, "cnn", "3 trials", "announces 4");
    }

    @Test
    void aManifestThatNamesNoJudgesIsRefused() throws IOException {
        for (String text : List.of("{}", "null", "{\"judgedBy\": \"NOBODY\"}", "{\"judgedBy\"", "[]")) {
            Files.writeString(root.resolve("manifest.json"), text);

            assertRefused(FailureCategory.MALFORMED_RECORD, "manifest.json");
        }
    }

    @Test
    void aHugeManifestIsNotRead() throws IOException {
        try (RandomAccessFile file =
                new RandomAccessFile(root.resolve("manifest.json").toFile(), "rw")) {
            file.setLength(3L << 30);
        }

        assertRefused(FailureCategory.TOO_MANY_BYTES, "manifest.json", "limit");
    }

    @Test
    void aMissingFileOfATripletIsNamed() throws IOException {
        for (String file : List.of("ref/000001.png", "p0/000001.png", "p1/000001.png", "judge/000001.npy")) {
            byte[] content = Files.readAllBytes(cnn.resolve(file));
            Files.delete(cnn.resolve(file));

            assertRefused(FailureCategory.CONTENT_NOT_FOUND, file.substring(0, file.indexOf('.')), "2 of 3");
            Files.write(cnn.resolve(file), content);
        }
    }

    @Test
    void aMissingFolderIsNamed() throws IOException {
        Files.move(cnn.resolve("judge"), root.resolve("elsewhere"));

        assertRefused(FailureCategory.CONTENT_NOT_FOUND, cnn.resolve("judge").toString());
        assertThatThrownBy(() -> reader().read(root, Split.VAL, Selection.EVERYTHING, read -> {}))
                .isInstanceOf(RlpipsException.class)
                .hasMessageContaining(root.resolve("2afc/val").toString());
        assertThatThrownBy(() -> read(Selection.EVERYTHING.of("superres")))
                .isInstanceOf(RlpipsException.class)
                .hasMessageContaining("superres");
    }

    @Test
    void twoFilesOfOneTripletInOneFolderAreNoticed() throws IOException {
        Files.copy(cnn.resolve("p0/000001.png"), cnn.resolve("p0/000001.bmp"));

        assertRefused(FailureCategory.CONTENT_MISMATCH, "000001.png", "000001.bmp");
    }

    @Test
    void aDamagedPictureIsNamed() throws IOException {
        Path file = cnn.resolve("p1/000002.png");
        Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 60));

        assertRefused(FailureCategory.CORRUPT_IMAGE, file.toString());
    }

    @Test
    void aJudgmentThatIsNoShareIsNamed() throws IOException {
        Path file = cnn.resolve("judge/000001.npy");
        for (float value : new float[] {-0.1f, 1.5f, Float.NaN, Float.POSITIVE_INFINITY}) {
            JudgmentFile.write(file, value);

            assertRefused(FailureCategory.MALFORMED_RECORD, file.toString(), String.valueOf(value));
        }
    }

    @Test
    void aJudgmentOfAnotherShapeIsNamed() throws IOException {
        Path file = cnn.resolve("judge/000001.npy");
        Files.write(file, NpyFormat.write(new WeightTensor(new int[] {2}, new float[] {0, 1})));
        assertRefused(FailureCategory.MALFORMED_RECORD, file.toString(), "2 numbers");

        Files.writeString(file, "0.5");
        assertRefused(FailureCategory.MALFORMED_RECORD, file.toString(), ".npy");

        try (RandomAccessFile huge = new RandomAccessFile(file.toFile(), "rw")) {
            huge.setLength(3L << 30);
        }
        assertRefused(FailureCategory.TOO_MANY_BYTES, file.toString(), "4096");
    }

    @Test
    void aPictureBeyondTheLimitIsNotRead() throws IOException {
        Path file = cnn.resolve("ref/000000.png");
        try (RandomAccessFile huge = new RandomAccessFile(file.toFile(), "rw")) {
            huge.setLength(3L << 30);
        }

        assertRefused(FailureCategory.TOO_MANY_BYTES, file.toString(), "limit");
    }

    @Test
    void tripletsCanBeTakenOneByOneWithProgress() {
        int[] taken = {0};
        int[] told = {0};

        reader().forEach(root, Split.TRAIN, Selection.EVERYTHING, read -> told[0] = read, triplet -> taken[0]++);

        assertThat(taken[0]).isEqualTo(10);
        assertThat(told[0]).isEqualTo(10);
    }

    private void assertRefused(FailureCategory category, String... parts) {
        assertThatThrownBy(() -> read(Selection.EVERYTHING))
                .isInstanceOfSatisfying(
                        RlpipsException.class,
                        failure -> assertThat(failure.category()).isEqualTo(category))
                .message()
                .contains(parts);
    }

    private List<String> names(Selection selection) {
        return read(selection).triplets().stream().map(Triplet::name).toList();
    }

    private TripletSet read(Selection selection) {
        return reader().read(root, Split.TRAIN, selection, read -> {});
    }

    private static TripletSetReader reader() {
        return new TripletSetReader(ImageLimits.DEFAULT, DrawnTrials.SIDE, 2);
    }

    private static SetManifest manifest(Map<String, Integer> counts) {
        return new SetManifest(JudgedBy.SEVERITY, "drawn", 1, List.of("waves"), DrawnTrials.SIDE, counts);
    }
}
