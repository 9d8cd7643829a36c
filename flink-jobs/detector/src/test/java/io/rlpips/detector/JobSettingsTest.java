package io.rlpips.detector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rlpips.detector.configuration.DetectorOptions;
import io.rlpips.detector.configuration.ReplayOptions;
import io.rlpips.detector.state.BackgroundCheckpoints;
import io.rlpips.detector.state.StateFiles;
import io.rlpips.metric.failure.RlpipsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.state.rocksdb.RocksDBOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobSettingsTest {
    @Test
    void argumentsOverrideTheConfigurationFile(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(
                directory.resolve("detector.properties"),
                "rlpips.threshold=0.3\nrlpips.visibility-delay=5 s\nrlpips.fetch.allowed-prefixes=file:///a;file:///b\n");

        Configuration parsed = JobSettings.parse(
                new String[] {"--config", file.toString(), "--rlpips.threshold", "0.1", "--parallelism.default", "3"});

        assertThat(parsed.get(DetectorOptions.THRESHOLD)).isEqualTo(0.1);
        assertThat(parsed.get(DetectorOptions.VISIBILITY_DELAY)).isEqualTo(Duration.ofSeconds(5));
        assertThat(parsed.get(DetectorOptions.ALLOWED_PREFIXES)).containsExactly("file:///a", "file:///b");
        assertThat(parsed.toMap()).containsEntry("parallelism.default", "3");
    }

    @Test
    void aMisspeltOptionIsNotSilentlyTheDefault() {
        assertThatThrownBy(() -> JobSettings.parse(new String[] {"--rlpips.treshold", "0.1"}))
                .isInstanceOf(RlpipsException.class)
                .hasMessage("unknown option 'rlpips.treshold'");
    }

    @Test
    void onlyAReplayHasItsOptions() {
        String[] arguments = {"--rlpips.replay.from", "2h"};

        assertThat(JobSettings.parse(arguments, ReplayOptions.all()).get(ReplayOptions.FROM))
                .isEqualTo("2h");
        assertThatThrownBy(() -> JobSettings.parse(arguments)).hasMessage("unknown option 'rlpips.replay.from'");
    }

    @Test
    void aMissingConfigurationFileIsNamed() {
        assertThatThrownBy(() -> JobSettings.parse(new String[] {"--config", "nowhere.properties"}))
                .isInstanceOf(RlpipsException.class)
                .hasMessageContaining("'nowhere.properties'");
    }

    @Test
    void unalignedCheckpointsAreRefused() {
        Configuration settings = new Configuration();
        settings.set(CheckpointingOptions.ENABLE_UNALIGNED, true);

        assertThatThrownBy(
                        () -> JobSettings.apply(StreamExecutionEnvironment.getExecutionEnvironment(settings), settings))
                .isInstanceOf(RlpipsException.class)
                .hasMessageContaining("aligned checkpoints");
    }

    @Test
    void checkpointsOfAnyOtherModeThanExactlyOnceAreRefusedAndWhatIsMeantIsNamed() {
        Configuration settings = new Configuration();
        settings.set(CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE, CheckpointingMode.AT_LEAST_ONCE);

        assertThatThrownBy(
                        () -> JobSettings.apply(StreamExecutionEnvironment.getExecutionEnvironment(settings), settings))
                .isInstanceOf(RlpipsException.class)
                .hasMessageContaining("execution.checkpointing.mode is AT_LEAST_ONCE")
                .hasMessageContaining("rlpips.delivery");
        settings.set(CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE, CheckpointingMode.EXACTLY_ONCE);
        JobSettings.apply(StreamExecutionEnvironment.getExecutionEnvironment(settings), settings);
    }

    @Test
    void stateIsWrittenAndCopiedInItsOwnWay_unlessTheClusterHasItsOwnWay() {
        assertThat(setting(RocksDBOptions.OPTIONS_FACTORY, new Configuration())).isEqualTo(StateFiles.class.getName());
        assertThat(setting(CheckpointingOptions.CHECKPOINT_STORAGE, new Configuration()))
                .isEqualTo(BackgroundCheckpoints.class.getName());
        Configuration own = new Configuration();
        own.set(RocksDBOptions.OPTIONS_FACTORY, "example.Own");
        own.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
        assertThat(setting(RocksDBOptions.OPTIONS_FACTORY, own)).isEqualTo("example.Own");
        assertThat(setting(CheckpointingOptions.CHECKPOINT_STORAGE, own)).isEqualTo("filesystem");
    }

    private static String setting(ConfigOption<String> option, Configuration cluster) {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(cluster);
        JobSettings.apply(env, cluster);
        return env.getConfiguration().get(option);
    }

    @Test
    void whatAnUploadWaitsForIsHandedOnAtOnceWhateverTheClusterHasForOthers() {
        for (String chosen : List.of("100 ms", "1 s", "-1 ms")) {
            Configuration settings = new Configuration();
            settings.setString("execution.buffer-timeout.interval", chosen);
            StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(settings);
            assertThat(JobSettings.prompt(env.fromData(1).map(number -> number).returns(Types.INT))
                            .getTransformation()
                            .getBufferTimeout())
                    .isZero();
        }
    }
}
