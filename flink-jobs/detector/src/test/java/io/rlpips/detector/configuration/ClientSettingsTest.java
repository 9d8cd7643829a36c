package io.rlpips.detector.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.apache.flink.configuration.Configuration;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.junit.jupiter.api.Test;

class ClientSettingsTest {
    private final Configuration configuration = new Configuration();

    @Test
    void uploadsWaitForEachOtherAtTheBrokerForAsLongAsIsSaid() {
        configuration.set(DetectorOptions.UPLOAD_LINGER, Duration.ofMillis(35));

        assertThat(ClientSettings.uploads(configuration))
                .containsEntry(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, "35")
                .containsEntry(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, "262144")
                .containsAllEntriesOf(ClientSettings.consumer(configuration));
    }

    @Test
    void uploadsThatWaitForNothingAreReadAsControlRecordsAre() {
        configuration.set(DetectorOptions.UPLOAD_LINGER, Duration.ZERO);

        assertThat(ClientSettings.uploads(configuration)).isEqualTo(ClientSettings.consumer(configuration));
    }
}
