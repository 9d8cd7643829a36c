package io.rlpips.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.image.Canonicaliser;
import io.rlpips.metric.image.ImageLimits;
import io.rlpips.metric.image.Resize;
import io.rlpips.metric.image.RgbImage;
import io.rlpips.training.DrawnPictures;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PictureSetReaderTest {
    private static final int SIDE = 32;

    @TempDir
    private Path folder;

    private final PictureSetReader reader = new PictureSetReader(ImageLimits.DEFAULT, SIDE, 2);

    @Test
    void aFolderIsReadInTheOrderOfItsPathsWithTheFolderNamesAsClasses() throws IOException {
        DrawnPictures.folder(folder, 2, 3, SIDE);
        Files.writeString(folder.resolve("class-0/notes.txt"), "not a picture, not read");

        PictureSet pictures = read(folder);

        assertThat(pictures.classes()).containsExactly("class-0", "class-1");
        assertThat(pictures.pictures())
                .extracting(LabelledPicture::path)
                .containsExactly(
                        "class-0/00.png",
                        "class-0/01.png",
                        "class-0/02.png",
                        "class-1/00.png",
                        "class-1/01.png",
                        "class-1/02.png");
        assertThat(pictures.pictures()).extracting(LabelledPicture::label).containsExactly(0, 0, 0, 1, 1, 1);
        assertThat(pictures.pictures().get(4).picture()).isEqualTo(DrawnPictures.waves(SIDE, SIDE, 1, 1));
    }

    @Test
    void anArchiveGivesWhatItsFolderGivesWhateverTheOrderOfItsEntries() throws IOException {
        DrawnPictures.folder(folder.resolve("set"), 2, 2, SIDE);
        Path archive = archive(Map.of(
                "class-1/01.png", png(1, 1),
                "class-0/00.png", png(0, 0),
                "class-1/00.png", png(1, 0),
                "class-0/01.png", png(0, 1)));

        assertThat(read(archive)).isEqualTo(read(folder.resolve("set")));
    }

    @Test
    void aFolderCalledImagesInsideAClassIsNotAClass() throws IOException {
        Path archive = archive(Map.of("train/n01/images/a.png", png(0, 0), "train/n02/images/b.png", png(1, 0)));

        assertThat(read(archive).classes()).containsExactly("n01", "n02");
    }

    @Test
    void asDetectedGivesWhatTheModelOfTheDetectorIsGiven() throws IOException {
        RgbImage large = DrawnPictures.waves(200, 150, 0, 0);
        Files.createDirectories(folder.resolve("a"));
        Files.write(folder.resolve("a/large.png"), DrawnPictures.png(large));

        PictureSet pictures =
                PictureSetReader.asDetected(ImageLimits.DEFAULT, SIDE, 1).read(folder, read -> {});

        RgbImage master =
                new Canonicaliser(ImageLimits.DEFAULT).canonicalise(large).master();
        assertThat(pictures.pictures().get(0).picture()).isEqualTo(Resize.to(master, SIDE, SIDE));
    }

    @Test
    void picturesOfOtherSizesAreResized() throws IOException {
        RgbImage large = DrawnPictures.waves(80, 50, 0, 0);
        Path archive = archive(Map.of("a/large.png", DrawnPictures.png(large)));

        assertThat(read(archive).pictures().get(0).picture()).isEqualTo(Resize.to(large, SIDE, SIDE));
    }

    @Test
    void aDamagedPictureIsNamed() throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("a/good.png", png(0, 0));
        files.put("a/bad.png", Arrays.copyOf(png(0, 1), 60));

        assertThatThrownBy(() -> read(archive(files)))
                .isInstanceOfSatisfying(
                        RlpipsException.class,
                        failure -> assertThat(failure.category()).isEqualTo(FailureCategory.CORRUPT_IMAGE))
                .hasMessageStartingWith("a/bad.png: ");
    }

    @Test
    void aTruncatedArchiveIsRefused() throws IOException {
        Path archive = archive(Map.of("a/cut.png", png(0, 0)));
        Files.write(archive, Arrays.copyOf(Files.readAllBytes(archive), 900));

        assertThatThrownBy(() -> read(archive))
                .isInstanceOf(RlpipsException.class)
                .hasMessageContaining(archive.toString());
    }

    @Test
    void aFileBeyondTheLimitIsRefusedByName() throws IOException {
        Path archive = archive(Map.of("a/huge.png", png(0, 0)));

        assertThatThrownBy(
                        () -> new PictureSetReader(new ImageLimits(100, 1 << 20, 8), SIDE, 1).read(archive, read -> {}))
                .isInstanceOfSatisfying(
                        RlpipsException.class,
                        failure -> assertThat(failure.category()).isEqualTo(FailureCategory.TOO_MANY_BYTES))
                .hasMessageContaining("a/huge.png");
    }

    @Test
    void aSourceWithoutPicturesIsRefused() {
        assertThatThrownBy(() -> read(folder))
                .isInstanceOf(RlpipsException.class)
                .hasMessageContaining("no pictures");
    }

    @Test
    void theFirstPicturesOfEachClassAreHeldBackAndNeverLearntFrom() throws IOException {
        PictureSet.Split split = read(DrawnPictures.folder(folder, 3, 5, SIDE)).holdBack(2);

        assertThat(split.validation().pictures())
                .extracting(LabelledPicture::path)
                .containsExactly(
                        "class-0/00.png",
                        "class-0/01.png",
                        "class-1/00.png",
                        "class-1/01.png",
                        "class-2/00.png",
                        "class-2/01.png");
        assertThat(split.training().pictures())
                .hasSize(9)
                .doesNotContainAnyElementsOf(split.validation().pictures());
    }

    @Test
    void aClassWithNothingLeftToLearnFromIsNamed() throws IOException {
        PictureSet pictures = read(DrawnPictures.folder(folder, 2, 2, SIDE));

        assertThatThrownBy(() -> pictures.holdBack(2))
                .isInstanceOf(RlpipsException.class)
                .hasMessageContaining("class 'class-0' has 2");
    }

    private PictureSet read(Path source) {
        return reader.read(source, count -> {});
    }

    private static byte[] png(int kind, long seed) {
        return DrawnPictures.png(DrawnPictures.waves(SIDE, SIDE, kind, seed));
    }

    private Path archive(Map<String, byte[]> files) throws IOException {
        Path archive = folder.resolve("pictures.tar");
        try (OutputStream file = Files.newOutputStream(archive);
                TarArchiveOutputStream tar = new TarArchiveOutputStream(file)) {
            for (String path : List.copyOf(files.keySet())) {
                TarArchiveEntry entry = new TarArchiveEntry(path);
                entry.setSize(files.get(path).length);
                tar.putArchiveEntry(entry);
                tar.write(files.get(path));
                tar.closeArchiveEntry();
            }
        }
        return archive;
    }
}
