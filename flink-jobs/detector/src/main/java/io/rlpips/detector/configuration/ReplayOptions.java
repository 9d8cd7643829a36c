package io.rlpips.detector.configuration;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

/** What a replay can be told besides {@link DetectorOptions}. */
public final class ReplayOptions {
    public static final ConfigOption<String> FROM = ConfigOptions.key("rlpips.replay.from")
            .stringType()
            .defaultValue("1h")
            .withDescription("Broker time of the first uploads that are judged again: a moment as"
                    + " 2026-11-27T20:00:00Z, or a time before now as 90s, 20m, 2h or 3d.");

    public static final ConfigOption<String> UNTIL = ConfigOptions.key("rlpips.replay.to")
            .stringType()
            .defaultValue("now")
            .withDescription("Broker time from which on uploads are no longer judged, likewise.");

    public static final ConfigOption<String> OUTPUT = ConfigOptions.key("rlpips.replay.output")
            .stringType()
            .noDefaultValue()
            .withDescription("URI of the folder, new or empty, that verdicts, alerts and rejects are written to.");

    public static final ConfigOption<Boolean> ONE_MODEL = ConfigOptions.key("rlpips.replay.one-model")
            .booleanType()
            .defaultValue(false)
            .withDescription("Judge every upload by the configured model, whichever was active: announcements are"
                    + " passed over, and references are embedded by it from their recorded master images.");

    public static final ConfigOption<String> POLICIES = ConfigOptions.key("rlpips.replay.policies")
            .stringType()
            .noDefaultValue()
            .withDescription("URI of a file of policies, in the format of exports, that hold for the whole range"
                    + " instead of those on the topic.");

    public static final ConfigOption<String> EXPORT = ConfigOptions.key("rlpips.replay.export")
            .stringType()
            .noDefaultValue()
            .withDescription("URI of the folder of an export that is read instead of the broker.");

    public static final ConfigOption<Boolean> ALLOW_INCOMPLETE = ConfigOptions.key("rlpips.replay.allow-incomplete")
            .booleanType()
            .defaultValue(false)
            .withDescription("Replay even where the topics do not guarantee that everything of the range is there.");

    private ReplayOptions() {}

    /** Every option that only replays have, in the order of this class. */
    public static List<ConfigOption<?>> own() {
        return DetectorOptions.declaredBy(ReplayOptions.class);
    }

    /** Every option of a replay. */
    public static List<ConfigOption<?>> all() {
        List<ConfigOption<?>> options = new ArrayList<>(DetectorOptions.all());
        options.addAll(own());
        return List.copyOf(options);
    }
}
