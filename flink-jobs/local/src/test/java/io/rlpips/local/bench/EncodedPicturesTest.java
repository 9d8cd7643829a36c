package io.rlpips.local.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.metric.image.ImageDecoder;
import io.rlpips.metric.image.ImageLimits;
import io.rlpips.metric.image.RgbImage;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EncodedPicturesTest {
    private static final int REFERENCES = 30;

    private final EncodedPictures pictures = EncodedPictures.drawn(32, REFERENCES, 0.25, 3);

    @Test
    void aNumberStandsForTheSameFileEveryTimeAndForNoOther() {
        List<byte[]> files =
                IntStream.range(0, REFERENCES).mapToObj(pictures::reference).toList();

        assertThat(files).doesNotHaveDuplicates();
        assertThat(pictures.reference(7)).isEqualTo(files.get(7));
        assertThat(EncodedPictures.drawn(32, REFERENCES, 0.25, 4).reference(7)).isNotEqualTo(files.get(7));
    }

    @Test
    void theShareOfUploadsThatWasAskedForAreCopiesInOtherBytes() {
        List<Integer> copies = IntStream.range(0, 1_000)
                .filter(upload -> pictures.copyOf(upload).isPresent())
                .boxed()
                .toList();

        assertThat(copies).hasSizeBetween(200, 300);
        int copy = copies.get(0);
        byte[] original = pictures.reference(pictures.copyOf(copy).getAsInt());
        assertThat(pictures.upload(copy)).isNotEqualTo(original);
        assertThat(difference(pictures.upload(copy), original))
                .isLessThan(difference(pictures.upload(copy), pictures.upload(copies.get(0) + 1)) / 3);
    }

    @Test
    void furtherPicturesOfPhotosShowNoPhotoThatIsUploaded() {
        List<RgbImage> photos =
                IntStream.range(0, 8).mapToObj(n -> grey(n < 4 ? 10 : 240)).toList();
        EncodedPictures mixed = EncodedPictures.mixed(photos, 2, 0, 1);

        assertThat(IntStream.range(0, 50).map(n -> brightness(mixed.upload(n)))).allMatch(grey -> grey < 20);
        assertThat(IntStream.range(0, 50).map(n -> brightness(mixed.furtherFile(n))))
                .allMatch(grey -> grey > 230);
    }

    @Test
    void moreCopiesThanUploadsAreRefused() {
        assertThatThrownBy(() -> EncodedPictures.drawn(32, 1, 1.5, 1))
                .isInstanceOf(RlpipsException.class)
                .hasMessage("1 references and a share of 1.5 copies, needs at least 1 and 0 to 1");
    }

    private static RgbImage grey(int value) {
        byte[] pixels = new byte[3 * 16 * 16];
        Arrays.fill(pixels, (byte) value);
        return new RgbImage(16, 16, pixels);
    }

    /** @return of the pixel in the corner, 0 to 255 */
    private static int brightness(byte[] file) {
        return new ImageDecoder(ImageLimits.DEFAULT).decode(file).pixels()[0] & 0xff;
    }

    private static double difference(byte[] file, byte[] other) {
        ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT);
        byte[] a = decoder.decode(file).pixels();
        byte[] b = decoder.decode(other).pixels();
        return IntStream.range(0, a.length)
                .map(i -> Math.abs((a[i] & 0xff) - (b[i] & 0xff)))
                .average()
                .orElseThrow();
    }
}
