package io.rlpips.metric.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** Real photographs, where the folder with them lies beside the repository. */
class PublicPhotosTest {
    @Test
    void allPhotographsDecodeToTheSizeAndPixelsThatThePlatformReads() throws IOException {
        Path folder = beside("shared/data/photos");
        assumeTrue(Files.isDirectory(folder), "no folder shared/data/photos beside the repository");
        List<Path> photographs;
        try (Stream<Path> files = Files.list(folder)) {
            photographs = files.sorted().toList();
        }
        assertThat(photographs).hasSize(500);
        ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT);
        for (Path photograph : photographs) {
            RgbImage decoded = decoder.decode(Files.readAllBytes(photograph));
            RgbImage expected = AwtImages.from(ImageIO.read(photograph.toFile()));
            assertThat(decoded).as(photograph.getFileName().toString()).isEqualTo(expected);
        }
    }

    static Path beside(String path) {
        Path folder = Path.of("").toAbsolutePath();
        while (folder.getParent() != null && !Files.isDirectory(folder.resolve(".mvn"))) {
            folder = folder.getParent();
        }
        return folder.resolveSibling(path);
    }
}
