package io.rlpips.local.bench;

import org.apache.flink.runtime.util.EnvironmentInformation;
import org.apache.kafka.common.utils.AppInfoParser;

/** Of what was measured and what it stands on. */
public record Versions(String rlpips, String flink, String kafka) {
    /** @param rlpips as the build stamped it */
    public static Versions here(String rlpips) {
        return new Versions(rlpips, EnvironmentInformation.getVersion(), AppInfoParser.getVersion());
    }

    /** @return one line for people */
    public String line() {
        return "rlpips %s, Flink %s, Kafka %s".formatted(rlpips, flink, kafka);
    }
}
