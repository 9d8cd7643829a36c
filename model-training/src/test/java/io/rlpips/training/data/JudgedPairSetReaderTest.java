package io.rlpips.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.image.ImageLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JudgedPairSetReaderTest {
    @TempDir
    private Path root;

    private final JudgedPairSetReader reader = new JudgedPairSetReader(ImageLimits.DEFAULT, DrawnTrials.SIDE, 2);

    @BeforeEach
    void write() throws IOException {
        DrawnTrials.pairs(root, "traditional", 2);
        DrawnTrials.pairs(root, "cnn", 4);
    }

    @Test
    void pairsComeWithTheShareOfThoseWhoSaidSame() {
        JudgedPairSet set = reader.read(root, Split.VAL, Selection.EVERYTHING, read -> {});

        assertThat(set.judgedBy()).isEqualTo(JudgedBy.PEOPLE);
        assertThat(set.families()).containsExactly("cnn", "traditional");
        assertThat(set.family("cnn").pairs()).hasSize(4);
        JudgedPair pair = set.family("cnn").pairs().get(3);
        assertThat(pair.name()).isEqualTo("val/cnn/000003");
        assertThat(pair.first()).isEqualTo(DrawnTrials.picture(0, 3));
        assertThat(pair.second()).isEqualTo(DrawnTrials.picture(1, 3));
        assertThat(pair.sameShare()).isEqualTo(0.6f);
    }

    @Test
    void aPairWithoutItsJudgmentIsNamed() throws IOException {
        Files.delete(root.resolve("jnd/val/cnn/same/000002.npy"));

        assertThatThrownBy(() -> reader.read(root, Split.VAL, Selection.EVERYTHING, read -> {}))
                .isInstanceOf(RlpipsException.class)
                .hasMessageContaining(root.resolve("jnd/val/cnn/same/000002").toString());
    }

    @Test
    void judgmentsAreShares() {
        assertThatThrownBy(() -> new JudgedPair("a", "cnn", DrawnTrials.picture(0, 0), DrawnTrials.picture(0, 1), 2))
                .isInstanceOf(RlpipsException.class)
                .hasMessageContaining("between 0 and 1");
    }
}
