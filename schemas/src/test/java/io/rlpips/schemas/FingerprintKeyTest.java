package io.rlpips.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FingerprintKeyTest {
    @Test
    void itIsLegible() {
        assertThat(new FingerprintKey("posters/1|a.png", "alex-1").text()).isEqualTo("alex-1|posters/1|a.png");
    }

    @Property(tries = 500)
    void whatIsWrittenIsRead(@ForAll("ids") String referenceId, @ForAll("ids") String modelId) throws Exception {
        FingerprintKey key = new FingerprintKey(referenceId, modelId);
        assertThat(FingerprintKey.parse(key.text())).isEqualTo(key);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "alex", "__heartbeat", "a%b|c", "a%7c|b"})
    void aForeignTextIsRefused(String text) {
        assertThatExceptionOfType(MalformedRecordException.class).isThrownBy(() -> FingerprintKey.parse(text));
    }

    @Provide
    Arbitrary<String> ids() {
        return Arbitraries.strings()
                .withChars('|', '%', '2', '5', '7', 'C', 'a', '/')
                .ofMaxLength(8);
    }
}
