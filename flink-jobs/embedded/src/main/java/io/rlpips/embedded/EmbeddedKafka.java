package io.rlpips.embedded;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * A Kafka broker (KRaft, broker and controller in one) inside this process, bound to the loopback interface. Its
 * directory is its identity: started again on a directory it goes on with the log it finds there.
 *
 * <p>Everything of the broker that is not public API is used in this class only. Methods are synchronised; whoever
 * started the broker closes it.
 */
public final class EmbeddedKafka implements AutoCloseable {
    /** Largest record accepted, in bytes; the default picture limit of 20 MiB and room around it. */
    public static final int MAX_MESSAGE_BYTES = 24 << 20;

    private static final String HOST = "127.0.0.1";
    private static final int NODE_ID = 1;
    private static final int PORT_ATTEMPTS = 5;
    private static final long READY_TIMEOUT_MS = 60_000;
    private static final String CONTROLLER_LISTENER = "CONTROLLER";

    private final Path directory;
    private final int port;
    private KafkaRaftServer server;

    private EmbeddedKafka(Path directory, int port) {
        this.directory = directory;
        this.port = port;
    }

    /**
     * Starts a broker on a free port and waits until it answers.
     *
     * @param directory holds the log; created where absent
     */
    public static EmbeddedKafka start(Path directory) {
        RuntimeException last = null;
        for (int attempt = 0; attempt < PORT_ATTEMPTS; attempt++) {
            try {
                return start(directory, freePort());
            } catch (RuntimeException portTaken) {
                last = portTaken;
            }
        }
        throw last;
    }

    /**
     * Starts a broker on a given port and waits until it answers.
     *
     * @param directory holds the log; created where absent
     * @param port of the loopback interface, 1 to 65535
     * @throws IllegalStateException where the broker does not come up, for example because the port is taken
     */
    public static EmbeddedKafka start(Path directory, int port) {
        requireFree(port);
        EmbeddedKafka kafka = new EmbeddedKafka(directory.toAbsolutePath().normalize(), port);
        kafka.format();
        kafka.startServer();
        return kafka;
    }

    public String bootstrapServers() {
        return HOST + ":" + port;
    }

    /** Stops the broker and keeps its log. Clients wait for it to come back. */
    public synchronized void stop() {
        if (server != null) {
            KafkaRaftServer stopping = server;
            server = null;
            stopping.shutdown();
            stopping.awaitShutdown();
        }
    }

    /** Stops the broker where it runs, starts it again on the same port and log, and waits until it answers. */
    public synchronized void restart() {
        stop();
        startServer();
    }

    @Override
    public void close() {
        stop();
    }

    /** Gives a fresh directory its identity; one that has an identity keeps it. */
    private void format() {
        if (Files.exists(directory.resolve("meta.properties"))) {
            return;
        }
        try {
            Files.createDirectories(directory);
            new Formatter()
                    .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                    .setClusterId(Uuid.randomUuid().toString())
                    .setNodeId(NODE_ID)
                    .setControllerListenerName(CONTROLLER_LISTENER)
                    .setMetadataLogDirectory(directory.toString())
                    .addDirectory(directory.toString())
                    .run();
        } catch (Exception e) {
            throw new IllegalStateException(
                    "Kafka log directory " + directory + " cannot be prepared: " + e.getMessage(), e);
        }
    }

    private synchronized void startServer() {
        KafkaRaftServer starting = new KafkaRaftServer(KafkaConfig.fromProps(settings()), Time.SYSTEM);
        try {
            starting.startup();
            server = starting;
            awaitAnswer();
        } catch (RuntimeException e) {
            server = null;
            starting.shutdown();
            throw new IllegalStateException(
                    "Kafka broker did not come up on " + bootstrapServers() + ": " + e.getMessage(), e);
        }
    }

    private void awaitAnswer() {
        Map<String, Object> client = Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers());
        try (Admin admin = Admin.create(client)) {
            admin.describeCluster().nodes().get(READY_TIMEOUT_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the broker was starting", e);
        } catch (Exception e) {
            throw new IllegalStateException("no answer from " + bootstrapServers(), e);
        }
    }

    private Properties settings() {
        Map<String, String> settings = new TreeMap<>();
        int controllerPort = freePort();
        settings.put("node.id", Integer.toString(NODE_ID));
        settings.put("process.roles", "broker,controller");
        settings.put("log.dirs", directory.toString());
        settings.put(
                "listeners",
                "PLAINTEXT://%s:%d,%s://%s:%d".formatted(HOST, port, CONTROLLER_LISTENER, HOST, controllerPort));
        settings.put("advertised.listeners", "PLAINTEXT://" + bootstrapServers());
        settings.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        settings.put("inter.broker.listener.name", "PLAINTEXT");
        settings.put("controller.listener.names", CONTROLLER_LISTENER);
        settings.put("controller.quorum.voters", "%d@%s:%d".formatted(NODE_ID, HOST, controllerPort));
        settings.putAll(sizes());
        settings.putAll(singleNode());
        settings.putAll(housekeeping());
        Properties properties = new Properties();
        properties.putAll(settings);
        return properties;
    }

    /** A record travels through all of these: raising one alone only moves the place where it is refused. */
    private static Map<String, String> sizes() {
        String bytes = Integer.toString(MAX_MESSAGE_BYTES);
        return Map.of(
                "message.max.bytes",
                bytes,
                "replica.fetch.max.bytes",
                bytes,
                "fetch.max.bytes",
                Integer.toString(2 * MAX_MESSAGE_BYTES),
                "socket.request.max.bytes",
                Integer.toString(4 * MAX_MESSAGE_BYTES));
    }

    private static Map<String, String> singleNode() {
        Map<String, String> settings = new TreeMap<>();
        settings.put("auto.create.topics.enable", "false");
        settings.put("default.replication.factor", "1");
        settings.put("offsets.topic.num.partitions", "1");
        settings.put("offsets.topic.replication.factor", "1");
        settings.put("transaction.state.log.num.partitions", "1");
        settings.put("transaction.state.log.replication.factor", "1");
        settings.put("transaction.state.log.min.isr", "1");
        settings.put("share.coordinator.state.topic.num.partitions", "1");
        settings.put("share.coordinator.state.topic.replication.factor", "1");
        settings.put("share.coordinator.state.topic.min.isr", "1");
        settings.put("group.initial.rebalance.delay.ms", "0");
        // After a kill the controller takes the broker that registers for a second one until the first has been silent
        // for a whole session: by Kafka's own settings for nine seconds.
        settings.put("broker.session.timeout.ms", "4000");
        settings.put("broker.heartbeat.interval.ms", "500");
        settings.put("log.cleaner.dedupe.buffer.size", "8388608");
        settings.put("num.network.threads", "2");
        settings.put("num.io.threads", "4");
        return settings;
    }

    /** The logs here are few: it costs nothing to look at them often, and what is due to go goes soon. */
    private static Map<String, String> housekeeping() {
        return Map.of(
                "log.initial.task.delay.ms", "2000",
                "log.retention.check.interval.ms", "2000",
                "log.cleaner.backoff.ms", "1000");
    }

    /** The broker would say no more than that it failed. */
    private static void requireFree(int port) {
        try {
            new ServerSocket(port, 1, InetAddress.getByName(HOST)).close();
        } catch (IOException e) {
            throw new IllegalStateException(
                    "port %d of %s cannot be used: %s".formatted(port, HOST, e.getMessage()), e);
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("no free port on " + HOST, e);
        }
    }
}
