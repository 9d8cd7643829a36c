package io.rlpips.local.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rlpips.detector.fetch.AllowedLocations;
import io.rlpips.metric.bundle.Sha256;
import io.rlpips.schemas.ImagePayload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PayloadsTest {
    @TempDir
    private Path folder;

    @Test
    void whatTookThePlaceOfAPictureIsNotShownForIt() throws IOException {
        AllowedLocations allowed = new AllowedLocations(List.of(folder.toUri().toString()));
        byte[] judged = {1, 2, 3};
        Path file = Files.write(folder.resolve("a.jpg"), judged);
        ImagePayload claim = ImagePayload.newBuilder()
                .setUri(file.toUri().toString())
                .setSha256(Sha256.of(judged))
                .setLength((long) judged.length)
                .build();

        assertThat(Payloads.content(claim, allowed)).isEqualTo(judged);

        Files.write(file, new byte[] {4, 5, 6});
        assertThatThrownBy(() -> Payloads.content(claim, allowed))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("something else is there now");
    }
}
