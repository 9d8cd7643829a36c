package io.rlpips.detector.configuration;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.connector.base.DeliveryGuarantee;

/** Every setting of the two jobs. Flink's own settings (checkpoints, state backend, restarts) are Flink's. */
public final class DetectorOptions {
    /** Value of {@link #MODEL_BUNDLE} that means the bundle on the class path. */
    public static final String DEFAULT_BUNDLE = "default";

    public static final ConfigOption<String> BOOTSTRAP_SERVERS = ConfigOptions.key("rlpips.kafka.bootstrap-servers")
            .stringType()
            .defaultValue("localhost:9092")
            .withDescription("Brokers to start from, as host:port separated by commas.");

    public static final ConfigOption<String> TOPIC_PREFIX = ConfigOptions.key("rlpips.kafka.topic-prefix")
            .stringType()
            .defaultValue("")
            .withDescription("Put before the name of every topic, so that deployments can share a broker.");

    public static final ConfigOption<Integer> TOPIC_PARTITIONS = ConfigOptions.key("rlpips.kafka.topic-partitions")
            .intType()
            .defaultValue(4)
            .withDescription("Partitions of topics that are created here.");

    public static final ConfigOption<Integer> TOPIC_REPLICATION = ConfigOptions.key("rlpips.kafka.topic-replication")
            .intType()
            .defaultValue(1)
            .withDescription("Replicas of topics that are created here.");

    public static final ConfigOption<Duration> REPLAY_HORIZON = ConfigOptions.key("rlpips.kafka.replay-horizon")
            .durationType()
            .defaultValue(Duration.ofDays(30))
            .withDescription("How long superseded references and policies, uploads and decisions are kept on topics"
                    + " that are created here; what happened within it can be replayed. Reviews dispute a reference for as"
                    + " long, and are kept twice as long. As long after a reference was removed the guard forgets it.");

    public static final ConfigOption<MemorySize> MAX_MESSAGE_SIZE = ConfigOptions.key("rlpips.kafka.max-message-size")
            .memoryType()
            .defaultValue(MemorySize.ofMebiBytes(24))
            .withDescription("Largest record that is read or written; the broker's limit must be at least this.");

    public static final ConfigOption<String> GROUP_ID = ConfigOptions.key("rlpips.kafka.group-id")
            .stringType()
            .defaultValue("rlpips")
            .withDescription("Consumer group whose offsets show the progress; the job's own truth is its checkpoints.");

    public static final ConfigOption<StartingOffsets> STARTING_OFFSETS = ConfigOptions.key("rlpips.starting-offsets")
            .enumType(StartingOffsets.class)
            .defaultValue(StartingOffsets.COMMITTED)
            .withDescription("Where a job without a savepoint starts to read uploads or references: COMMITTED (the"
                    + " group's offsets, else the beginning), EARLIEST or LATEST.");

    public static final ConfigOption<Boolean> BOUNDED = ConfigOptions.key("rlpips.bounded")
            .booleanType()
            .defaultValue(false)
            .withDescription("Read what is on the topics when the job starts, then finish.");

    public static final ConfigOption<DeliveryGuarantee> DELIVERY = ConfigOptions.key("rlpips.delivery")
            .enumType(DeliveryGuarantee.class)
            .defaultValue(DeliveryGuarantee.EXACTLY_ONCE)
            .withDescription("EXACTLY_ONCE: decisions are visible to read_committed readers after the next checkpoint,"
                    + " each once. AT_LEAST_ONCE: at once, and repeated after a failure with the same ids.");

    public static final ConfigOption<String> TRANSACTION_PREFIX = ConfigOptions.key("rlpips.transaction.id-prefix")
            .stringType()
            .defaultValue("rlpips")
            .withDescription("Start of the transactional ids: stable over restarts, unique to the deployment.");

    public static final ConfigOption<Duration> TRANSACTION_TIMEOUT = ConfigOptions.key("rlpips.transaction.timeout")
            .durationType()
            .defaultValue(Duration.ofMinutes(15))
            .withDescription("How long a decision may stay uncommitted, and so the longest outage that a restart from"
                    + " the last checkpoint survives without loss; at most the broker's transaction.max.timeout.ms.");

    public static final ConfigOption<Duration> CHECKPOINT_INTERVAL = ConfigOptions.key("rlpips.checkpoint-interval")
            .durationType()
            .noDefaultValue()
            .withDescription("Time between checkpoints where Flink's execution.checkpointing.interval is not set; with"
                    + " EXACTLY_ONCE the least latency of a decision. Default: 1 s with EXACTLY_ONCE, 10 s with"
                    + " AT_LEAST_ONCE, where only what is repeated after a failure depends on it.");

    private static final Duration EXACTLY_ONCE_INTERVAL = Duration.ofSeconds(1);
    private static final Duration AT_LEAST_ONCE_INTERVAL = Duration.ofSeconds(10);

    public static final ConfigOption<Duration> VISIBILITY_DELAY = ConfigOptions.key("rlpips.visibility-delay")
            .durationType()
            .defaultValue(Duration.ofSeconds(2))
            .withDescription(
                    "An upload at broker time t sees the references and policies of broker time t minus this.");

    public static final ConfigOption<Duration> HEARTBEAT_INTERVAL = ConfigOptions.key("rlpips.heartbeat-interval")
            .durationType()
            .defaultValue(Duration.ofMillis(500))
            .withDescription("How often the gate appends a heartbeat to the control topics, so that time passes on a"
                    + " topic that nobody writes to.");

    public static final ConfigOption<Duration> HISTORY = ConfigOptions.key("rlpips.history")
            .durationType()
            .defaultValue(Duration.ofMinutes(10))
            .withDescription("How far an upload may lag behind the uploads' watermark and still find the references"
                    + " and policies of its time; older replaced and removed ones leave memory and state.");

    public static final ConfigOption<Duration> ALIGNMENT_DRIFT = ConfigOptions.key("rlpips.alignment.drift")
            .durationType()
            .defaultValue(Duration.ofSeconds(30))
            .withDescription("How far uploads are read ahead of the visibility clock, in broker time.");

    public static final ConfigOption<Duration> ALIGNMENT_INTERVAL = ConfigOptions.key("rlpips.alignment.interval")
            .durationType()
            .defaultValue(Duration.ofSeconds(1))
            .withDescription("How often uploads and the visibility clock are aligned.");

    public static final ConfigOption<Duration> UPLOAD_IDLENESS = ConfigOptions.key("rlpips.upload-idleness")
            .durationType()
            .defaultValue(Duration.ofSeconds(1))
            .withDescription("After how long without uploads a partition no longer holds the alignment back.");

    public static final ConfigOption<Duration> UPLOAD_LINGER = ConfigOptions.key("rlpips.upload-linger")
            .durationType()
            .defaultValue(Duration.ofMillis(20))
            .withDescription("How long the broker waits for more uploads before it hands over those that have come,"
                    + " unless they are 256 KB; fewer requests leave the processors to judging. 0 ms for not at all.");

    public static final ConfigOption<String> MODEL_BUNDLE = ConfigOptions.key("rlpips.model.bundle")
            .stringType()
            .defaultValue(DEFAULT_BUNDLE)
            .withDescription("Folder or zip of the model bundle on every task manager, or 'default' for the built-in.");

    public static final ConfigOption<List<String>> MODEL_PREFIXES = ConfigOptions.key("rlpips.model.allowed-prefixes")
            .stringType()
            .asList()
            .defaultValues()
            .withDescription("URIs of the folders on every task manager that announced models may be loaded from,"
                    + " separated by ';'; with none, no model is taken but the configured one.");

    public static final ConfigOption<List<String>> VIEWS = ConfigOptions.key("rlpips.views")
            .stringType()
            .asList()
            .defaultValues()
            .withDescription("Views under which references are searched besides the picture as it is, separated by"
                    + " ';', in banks whose policy names none: names of views or 'standard' for all of them. Each"
                    + " makes a row of every reference.");

    public static final ConfigOption<String> DEVICE = ConfigOptions.key("rlpips.model.device")
            .stringType()
            .defaultValue("auto")
            .withDescription("Where pictures are embedded: auto, cpu or gpu.");

    public static final ConfigOption<Double> THRESHOLD = ConfigOptions.key("rlpips.threshold")
            .doubleType()
            .noDefaultValue()
            .withDescription(
                    "Largest distance of the configured model that is a match in banks without a policy; without"
                            + " it, and for other models, the threshold that the bundle recommends.");

    public static final ConfigOption<Double> VIEW_THRESHOLD = ConfigOptions.key("rlpips.view-threshold")
            .doubleType()
            .noDefaultValue()
            .withDescription(
                    "The same between other views than both pictures as they are; without it rlpips.threshold where that"
                            + " is given, else, and for other models, what the bundle's calibration curve leaves to so many"
                            + " views, when the recommended threshold keeps most of the false matches.");

    public static final ConfigOption<Integer> BATCH_SIZE = ConfigOptions.key("rlpips.embed.batch-size")
            .intType()
            .defaultValue(16)
            .withDescription(
                    "Pictures embedded at once, at most. On a CPU they go through the network in parts of at most"
                            + " 32; a GPU takes all whose fingerprints are 256 MiB together.");

    public static final ConfigOption<Duration> LINGER = ConfigOptions.key("rlpips.embed.linger")
            .durationType()
            .defaultValue(Duration.ofMillis(25))
            .withDescription(
                    "How long the first picture of a batch waits for others; that of a reference four times as long.");

    public static final ConfigOption<Integer> INFERENCE_THREADS = ConfigOptions.key("rlpips.embed.threads")
            .intType()
            .defaultValue(1)
            .withDescription("Inference threads of each embed task; the model is loaded once for them.");

    public static final ConfigOption<Integer> EMBED_TASKS = ConfigOptions.key("rlpips.embed.tasks")
            .intType()
            .noDefaultValue()
            .withDescription(
                    "Tasks that embed uploads, each of which gathers batches for its threads; without it the job's"
                            + " parallelism. Where all run in one process, one with a thread for each core embeds the same in"
                            + " fewer and larger batches.");

    public static final ConfigOption<Integer> SHARDS = ConfigOptions.key("rlpips.search.shards")
            .intType()
            .noDefaultValue()
            .withDescription("Tasks among which the references are divided; without it the job's parallelism.");

    public static final ConfigOption<Integer> SEARCH_BATCH_SIZE = ConfigOptions.key("rlpips.search.batch-size")
            .intType()
            .defaultValue(64)
            .withDescription("Uploads that a search task looks for at once, at most.");

    public static final ConfigOption<Duration> SEARCH_LINGER = ConfigOptions.key("rlpips.search.linger")
            .durationType()
            .defaultValue(Duration.ofMillis(15))
            .withDescription(
                    "How long the first of them waits for others, which are looked for in the same pass over the"
                            + " references; 0 ms for not at all.");

    public static final ConfigOption<Integer> CACHED_FINGERPRINTS = ConfigOptions.key(
                    "rlpips.search.cached-fingerprints")
            .intType()
            .defaultValue(512)
            .withDescription("Whole fingerprints of references that each search task keeps for the next upload, 128 KB"
                    + " each with the built-in model; others are made again from the reference's master image.");

    public static final ConfigOption<SearchIndex> SEARCH_INDEX = ConfigOptions.key("rlpips.search.index")
            .enumType(SearchIndex.class)
            .defaultValue(SearchIndex.EXACT)
            .withDescription("EXACT: every reference within the threshold is found. APPROXIMATE: a graph is searched"
                    + " instead of all rows, for more references than can be compared; some are missed, see 'bench"
                    + " search --approximate' for how many. Models without a search projection are always searched"
                    + " exactly.");

    public static final ConfigOption<Integer> SEARCH_CANDIDATES = ConfigOptions.key("rlpips.search.candidates")
            .intType()
            .defaultValue(64)
            .withDescription("With the APPROXIMATE index, rows that each search task measures for an upload, at most.");

    public static final ConfigOption<Boolean> EXACT_NEAREST = ConfigOptions.key("rlpips.search.exact-nearest")
            .booleanType()
            .defaultValue(false)
            .withDescription(
                    "For analysis: also find the nearest reference of an upload that has none within the search"
                            + " radius, however far it is. Measures many more references than the search does.");

    public static final ConfigOption<MemorySize> MAX_PICTURE_SIZE = ConfigOptions.key("rlpips.picture.max-size")
            .memoryType()
            .defaultValue(MemorySize.ofMebiBytes(20))
            .withDescription("Largest encoded picture that is decoded or fetched.");

    public static final ConfigOption<Long> MAX_PICTURE_PIXELS = ConfigOptions.key("rlpips.picture.max-pixels")
            .longType()
            .defaultValue(50_000_000L)
            .withDescription("Most pixels a picture may announce.");

    public static final ConfigOption<Integer> MIN_PICTURE_SIDE = ConfigOptions.key("rlpips.picture.min-side")
            .intType()
            .defaultValue(8)
            .withDescription("Shortest side of a picture, in pixels.");

    public static final ConfigOption<List<String>> ALLOWED_PREFIXES = ConfigOptions.key("rlpips.fetch.allowed-prefixes")
            .stringType()
            .asList()
            .defaultValues()
            .withDescription("URIs of the folders that claim checks may point into, separated by ';'; with none, no"
                    + " claim check is fetched.");

    public static final ConfigOption<Duration> FETCH_TIMEOUT = ConfigOptions.key("rlpips.fetch.timeout")
            .durationType()
            .defaultValue(Duration.ofSeconds(10))
            .withDescription("How long one attempt to fetch a picture may take.");

    public static final ConfigOption<Integer> FETCH_ATTEMPTS = ConfigOptions.key("rlpips.fetch.attempts")
            .intType()
            .defaultValue(3)
            .withDescription("How often a picture is tried to be fetched before it becomes a reject.");

    public static final ConfigOption<Integer> FETCH_CAPACITY = ConfigOptions.key("rlpips.fetch.capacity")
            .intType()
            .defaultValue(16)
            .withDescription("Pictures fetched at the same time by each fetch task.");

    public static final ConfigOption<MemorySize> REJECT_PAYLOAD_LIMIT = ConfigOptions.key("rlpips.reject.payload-limit")
            .memoryType()
            .defaultValue(MemorySize.parse("64kb"))
            .withDescription("How much of a rejected record's key and value is kept on the rejects topic.");

    public static final ConfigOption<Integer> FLOOD_LIMIT = ConfigOptions.key("rlpips.guard.flood-limit-per-hour")
            .intType()
            .defaultValue(100)
            .withDescription("Matches of one reference within an hour of broker time above which it is quarantined, in"
                    + " banks whose policy has no limit; 0 for none.");

    public static final ConfigOption<Duration> REPEAT_WINDOW = ConfigOptions.key("rlpips.guard.repeat-window")
            .durationType()
            .defaultValue(Duration.ofHours(1))
            .withDescription("How long after an alert, in broker time, the same content from the same tenant only"
                    + " counts as its repeat; 0 ms for every match an alert of its own.");

    public static final ConfigOption<Integer> DISPUTE_REVIEWS = ConfigOptions.key("rlpips.guard.dispute-reviews")
            .intType()
            .defaultValue(3)
            .withDescription("Alerts of a reference that must have been reviewed before it is disputed, which it is"
                    + " when more than half of them were dismissed.");

    public static final ConfigOption<Duration> RETROACTIVE_WINDOW = ConfigOptions.key("rlpips.retroactive.window")
            .durationType()
            .defaultValue(Duration.ofHours(1))
            .withDescription("How long an upload is remembered for references that come later: those that it matches"
                    + " raise retroactive alerts. 0 ms for not at all. A bounded run looks for none.");

    private static final Duration FLOOD_WINDOW = Duration.ofHours(1);
    /** Well below the time after which a client takes the broker for gone. */
    private static final Duration LONGEST_UPLOAD_LINGER = Duration.ofSeconds(10);

    private DetectorOptions() {}

    /** @return how long uploads are remembered for later references; a bounded run would not see what it asks for */
    public static Duration retroactiveWindow(ReadableConfig configuration) {
        return configuration.get(BOUNDED) ? Duration.ZERO : configuration.get(RETROACTIVE_WINDOW);
    }

    /**
     * @return how much older than an upload a match can be and still bear on what the guard makes of the upload's own: the
     *     longer of its two windows, and an hour in which matches show how things stood when that began
     */
    public static Duration guardWindow(ReadableConfig configuration) {
        Duration repeats = configuration.get(REPEAT_WINDOW);
        return (repeats.compareTo(FLOOD_WINDOW) > 0 ? repeats : FLOOD_WINDOW).plus(FLOOD_WINDOW);
    }

    /** @return time between checkpoints */
    public static Duration checkpointInterval(ReadableConfig configuration) {
        return configuration
                .getOptional(CHECKPOINT_INTERVAL)
                .orElse(
                        configuration.get(DELIVERY) == DeliveryGuarantee.EXACTLY_ONCE
                                ? EXACTLY_ONCE_INTERVAL
                                : AT_LEAST_ONCE_INTERVAL);
    }

    /**
     * Checks the values that a type does not: a job that cannot work must not start.
     *
     * @throws RlpipsException INVALID_ARGUMENT naming the option, its value and the limit
     */
    public static void check(ReadableConfig configuration) {
        for (ConfigOption<Integer> count : List.of(
                TOPIC_PARTITIONS,
                TOPIC_REPLICATION,
                BATCH_SIZE,
                INFERENCE_THREADS,
                FETCH_ATTEMPTS,
                FETCH_CAPACITY,
                SEARCH_BATCH_SIZE,
                SEARCH_CANDIDATES,
                CACHED_FINGERPRINTS,
                DISPUTE_REVIEWS)) {
            require(configuration.get(count) >= 1, count, configuration, "at least 1");
        }
        for (ConfigOption<Duration> time :
                List.of(HEARTBEAT_INTERVAL, ALIGNMENT_DRIFT, ALIGNMENT_INTERVAL, UPLOAD_IDLENESS, FETCH_TIMEOUT)) {
            require(configuration.get(time).toMillis() >= 1, time, configuration, "at least 1 ms");
        }
        require(checkpointInterval(configuration).toMillis() >= 1, CHECKPOINT_INTERVAL, configuration, "at least 1 ms");
        for (ConfigOption<Integer> tasks : List.of(EMBED_TASKS, SHARDS)) {
            require(
                    configuration.getOptional(tasks).map(count -> count >= 1).orElse(true),
                    tasks,
                    configuration,
                    "at least 1");
        }
        require(configuration.get(FLOOD_LIMIT) >= 0, FLOOD_LIMIT, configuration, "at least 0");
        for (ConfigOption<Duration> time :
                List.of(UPLOAD_LINGER, LINGER, SEARCH_LINGER, REPEAT_WINDOW, RETROACTIVE_WINDOW)) {
            require(!configuration.get(time).isNegative(), time, configuration, "at least 0 ms");
        }
        require(
                configuration.get(UPLOAD_LINGER).compareTo(LONGEST_UPLOAD_LINGER) <= 0,
                UPLOAD_LINGER,
                configuration,
                "at most %d s".formatted(LONGEST_UPLOAD_LINGER.toSeconds()));
        require(
                configuration.get(MAX_MESSAGE_SIZE).getBytes() <= Integer.MAX_VALUE,
                MAX_MESSAGE_SIZE,
                configuration,
                "less than 2 GiB");
        require(
                configuration.get(REJECT_PAYLOAD_LIMIT).getBytes()
                        <= configuration.get(MAX_MESSAGE_SIZE).getBytes() / 4,
                REJECT_PAYLOAD_LIMIT,
                configuration,
                "at most a quarter of " + MAX_MESSAGE_SIZE.key());
        require(
                configuration.get(TRANSACTION_TIMEOUT).compareTo(checkpointInterval(configuration)) > 0,
                TRANSACTION_TIMEOUT,
                configuration,
                "more than " + CHECKPOINT_INTERVAL.key());
    }

    private static <T> void require(boolean holds, ConfigOption<T> option, ReadableConfig configuration, String limit) {
        if (!holds) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "%s is %s, needs %s".formatted(option.key(), configuration.get(option), limit));
        }
    }

    /** Where reading starts without a savepoint. */
    public enum StartingOffsets {
        COMMITTED,
        EARLIEST,
        LATEST
    }

    /** How references are searched. */
    public enum SearchIndex {
        EXACT,
        APPROXIMATE
    }

    /** Every option, in the order of this class. */
    public static List<ConfigOption<?>> all() {
        return declaredBy(DetectorOptions.class);
    }

    /** @return the public options of a class, in its order */
    static List<ConfigOption<?>> declaredBy(Class<?> holder) {
        List<ConfigOption<?>> options = new ArrayList<>();
        for (Field field : holder.getDeclaredFields()) {
            if (Modifier.isPublic(field.getModifiers()) && field.getType() == ConfigOption.class) {
                try {
                    options.add((ConfigOption<?>) field.get(null));
                } catch (IllegalAccessException impossible) {
                    throw new IllegalStateException(
                            "public option " + field.getName() + " is not accessible", impossible);
                }
            }
        }
        return List.copyOf(options);
    }
}
