package io.rlpips.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rlpips.metric.image.ImageLimits;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A real archive of photographs, where the folder with it lies beside the repository. */
class TinyImageNetTest {
    @Test
    void everyPhotographOfTheArchiveIsReadGreyOnesIncluded() {
        Path archive = SharedFiles.beside("shared/data/tiny-imagenet-64-val.tar");
        assumeTrue(Files.isRegularFile(archive), "no shared/data/tiny-imagenet-64-val.tar beside the repository");
        List<Integer> progress = new ArrayList<>();

        PictureSet pictures = new PictureSetReader(ImageLimits.DEFAULT, 64, 2).read(archive, progress::add);

        assertThat(pictures.size()).isEqualTo(2000);
        assertThat(pictures.classes()).hasSize(200).allMatch(name -> name.matches("n\\d{8}"));
        assertThat(progress).containsExactly(1000, 2000);
    }
}
