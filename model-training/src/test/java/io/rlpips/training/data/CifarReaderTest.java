package io.rlpips.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CifarReaderTest {
    private static final int RECORD = 3073;

    @TempDir
    private Path folder;

    @Test
    void aRecordIsALabelAndThreePlanes() throws IOException {
        byte[] content = records(2);
        content[RECORD] = 9;
        content[RECORD + 1 + 32 * 3 + 5] = (byte) 200;
        content[RECORD + 1 + 1024 + 32 * 3 + 5] = 100;
        content[RECORD + 1 + 2048 + 32 * 3 + 5] = 50;

        PictureSet set = CifarReader.readFile(Files.write(folder.resolve("test_batch.bin"), content));

        assertThat(set.size()).isEqualTo(2);
        LabelledPicture picture = set.pictures().get(1);
        assertThat(set.classes().get(picture.label())).isEqualTo("truck");
        assertThat(picture.path()).isEqualTo("test_batch.bin/000001");
        assertThat(picture.picture().sample(5, 3, 0)).isEqualTo(200);
        assertThat(picture.picture().sample(5, 3, 1)).isEqualTo(100);
        assertThat(picture.picture().sample(5, 3, 2)).isEqualTo(50);
        assertThat(picture.picture().sample(4, 3, 0)).isZero();
    }

    @Test
    void aFolderGivesItsTrainingOrItsTestFiles() throws IOException {
        Files.write(folder.resolve("data_batch_2.bin"), records(2));
        Files.write(folder.resolve("data_batch_1.bin"), records(3));
        Files.write(folder.resolve("test_batch.bin"), records(1));

        PictureSet training = CifarReader.readFolder(folder, Split.TRAIN);

        assertThat(training.size()).isEqualTo(5);
        assertThat(training.pictures().get(0).path()).startsWith("data_batch_1.bin");
        assertThat(CifarReader.readFolder(folder, Split.VAL).size()).isEqualTo(1);
    }

    @Test
    void aLengthThatIsNoNumberOfRecordsIsRefused() throws IOException {
        for (int length : new int[] {0, 1, RECORD - 1, RECORD + 1}) {
            assertRefused(FailureCategory.MALFORMED_RECORD, new byte[length], "multiple of 3073");
        }
    }

    @Test
    void aLabelBeyondNineIsRefusedWithItsRecord() throws IOException {
        byte[] content = records(3);
        content[2 * RECORD] = 10;

        assertRefused(FailureCategory.MALFORMED_RECORD, content, "record 2");
    }

    @Test
    void moreRecordsThanTheHeapHoldsAreRefusedBeforeTheyAreRead() throws IOException {
        Path huge = folder.resolve("data_batch_1.bin");
        try (RandomAccessFile file = new RandomAccessFile(huge.toFile(), "rw")) {
            file.setLength((Runtime.getRuntime().maxMemory() / RECORD + 1) * RECORD);
        }

        assertThatThrownBy(() -> CifarReader.readFile(huge))
                .isInstanceOf(RlpipsException.class)
                .hasMessageContaining(huge.toString())
                .hasMessageContaining("heap");
    }

    @Test
    void aMissingFileIsNamed() {
        assertThatThrownBy(() -> CifarReader.readFile(folder.resolve("absent.bin")))
                .isInstanceOf(RlpipsException.class)
                .hasMessageContaining("absent.bin");
        assertThatThrownBy(() -> CifarReader.readFolder(folder, Split.TRAIN))
                .isInstanceOf(RlpipsException.class)
                .hasMessageContaining(folder.toString());
    }

    /** Real records, where a folder with some lies beside the repository. */
    @Test
    void aRealSubsetIsRead() {
        Path subset = SharedFiles.beside("shared/data/cifar-10-subset");
        assumeTrue(Files.isDirectory(subset), "no shared/data/cifar-10-subset beside the repository");

        PictureSet training = CifarReader.readFolder(subset, Split.TRAIN);

        assertThat(training.size()).isEqualTo(5000);
        assertThat(CifarReader.readFolder(subset, Split.VAL).size()).isEqualTo(1000);
        assertThat(training.pictures().stream().mapToInt(LabelledPicture::label).distinct())
                .hasSize(10);
        // Photos are smooth: neighbours in a row differ less than red and blue planes mixed up would.
        assertThat(training.pictures().stream()
                        .limit(100)
                        .mapToDouble(CifarReaderTest::roughness)
                        .average()
                        .orElseThrow())
                .isLessThan(20);
    }

    private static double roughness(LabelledPicture picture) {
        double sum = 0;
        for (int y = 0; y < 32; y++) {
            for (int x = 1; x < 32; x++) {
                sum += Math.abs(
                        picture.picture().sample(x, y, 1) - picture.picture().sample(x - 1, y, 1));
            }
        }
        return sum / (32 * 31);
    }

    private void assertRefused(FailureCategory category, byte[] content, String part) throws IOException {
        Path file = Files.write(folder.resolve("data_batch_1.bin"), content);

        assertThatThrownBy(() -> CifarReader.readFile(file))
                .isInstanceOfSatisfying(
                        RlpipsException.class,
                        failure -> assertThat(failure.category()).isEqualTo(category))
                .hasMessageContaining(file.toString())
                .hasMessageContaining(part);
    }

    private static byte[] records(int count) {
        byte[] content = new byte[count * RECORD];
        Arrays.fill(content, (byte) 0);
        return content;
    }
}
