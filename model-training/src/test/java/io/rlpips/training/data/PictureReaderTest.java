package io.rlpips.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.image.ImageLimits;
import io.rlpips.training.DrawnPictures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PictureReaderTest {
    private static final int SIDE = 16;

    @TempDir
    private Path folder;

    private final PictureReader reader = new PictureReader(ImageLimits.DEFAULT, SIDE, 2);

    @Test
    void picturesComeInTheOrderOfTheirPathsWithAndWithoutFolders() throws IOException {
        DrawnPictures.folder(folder, 1, 2, SIDE);
        Files.write(folder.resolve("loose.png"), DrawnPictures.png(DrawnPictures.waves(SIDE, SIDE, 5, 5)));
        Files.writeString(folder.resolve("readme.txt"), "not a picture, not read");

        List<NamedPicture> pictures = reader.read(folder, read -> {});

        assertThat(pictures)
                .extracting(NamedPicture::path)
                .containsExactly("class-0/00.png", "class-0/01.png", "loose.png");
        assertThat(pictures.get(2).picture()).isEqualTo(DrawnPictures.waves(SIDE, SIDE, 5, 5));
    }

    @Test
    void aFileThatIsNoPictureIsNamed() throws IOException {
        Files.writeString(folder.resolve("text.png"), "not a picture");

        assertThatThrownBy(() -> reader.read(folder, read -> {}))
                .isInstanceOfSatisfying(
                        RlpipsException.class,
                        failure -> assertThat(failure.category()).isEqualTo(FailureCategory.NOT_AN_IMAGE))
                .hasMessageStartingWith("text.png: ");
    }

    @Test
    void aSourceThatDoesNotExistIsNamed() {
        assertThatThrownBy(() -> reader.read(folder.resolve("absent"), read -> {}))
                .isInstanceOf(RlpipsException.class)
                .hasMessageContaining("absent");
    }

    @Test
    void aSetThatTheHeapCannotHoldIsRefusedWithTheLimit() {
        Path set = Path.of("set");

        assertThatCode(() -> HeapLimit.requireRoom(set, 63, 64, 1 << 20)).doesNotThrowAnyException();
        assertThatThrownBy(() -> HeapLimit.requireRoom(set, 65, 64, 1 << 20))
                .isInstanceOf(RlpipsException.class)
                .hasMessageContaining("set: 65 pictures")
                .hasMessageContaining("holds 64");
    }
}
