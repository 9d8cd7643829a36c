package io.rlpips.detector;

import io.rlpips.detector.configuration.DetectorOptions;
import io.rlpips.detector.configuration.Topics;
import org.apache.flink.configuration.Configuration;

/** Creates the topics of a deployment once, before its jobs start; topics that are there stay as they are. */
public final class CreateTopics {
    private CreateTopics() {}

    /** @param arguments the same {@code --key value} pairs as the jobs' */
    public static void main(String[] arguments) {
        Configuration configuration = JobSettings.parse(arguments);
        String bootstrapServers = configuration.get(DetectorOptions.BOOTSTRAP_SERVERS);
        Topics.create(bootstrapServers, configuration);
        Topics.verify(bootstrapServers, configuration);
    }
}
