package io.rlpips.detector.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rlpips.embedded.EmbeddedKafka;
import io.rlpips.metric.failure.RlpipsException;
import io.rlpips.schemas.Subjects;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TopicsITCase {
    @TempDir
    Path directory;

    @Test
    void areCreatedOnceAndRefusedWhereTheyCarryTheClientsTime() throws Exception {
        Configuration sound = new Configuration();
        Configuration wrong = new Configuration();
        wrong.set(DetectorOptions.TOPIC_PREFIX, "wrong-");
        try (EmbeddedKafka kafka = EmbeddedKafka.start(directory);
                Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            String servers = kafka.bootstrapServers();
            assertThatThrownBy(() -> Topics.verify(servers, sound)).isInstanceOf(RlpipsException.class);
            Topics.create(servers, sound);
            Topics.create(servers, sound);
            assertThatCode(() -> Topics.verify(servers, sound)).doesNotThrowAnyException();
            assertThat(admin.listTopics().names().get())
                    .containsAll(Subjects.all().stream()
                            .map(subject -> subject.name())
                            .toList());

            NewTopic clientTime =
                    new NewTopic("wrong-uploads", 1, (short) 1).configs(Map.of("message.timestamp.type", "CreateTime"));
            admin.createTopics(List.of(clientTime)).all().get();
            Topics.create(servers, wrong);
            assertThatThrownBy(() -> Topics.verify(servers, wrong))
                    .isInstanceOf(RlpipsException.class)
                    .hasMessageContaining("topic wrong-uploads has message.timestamp.type=CreateTime");
        }
    }
}
