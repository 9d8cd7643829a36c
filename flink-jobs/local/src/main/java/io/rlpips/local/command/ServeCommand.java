package io.rlpips.local.command;

import io.rlpips.local.console.Console;
import io.rlpips.local.console.LogFile;
import io.rlpips.local.session.Detection;
import io.rlpips.local.session.LocalStack;
import io.rlpips.local.session.StackSettings;
import io.rlpips.local.session.WorkFolder;
import io.rlpips.local.web.WebConsole;
import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.configuration.Configuration;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Broker and detector for somebody else's producers and consumers. */
@Command(
        name = "serve",
        description = {
            "Runs a Kafka broker on localhost and the detector until interrupted. With --data the log and the jobs'"
                    + " state are kept, and a later start goes on where this one stopped. A page on localhost shows what"
                    + " happens: figures, the latest alerts with their pictures, to be confirmed or dismissed, and rejects."
                    + " The same is asked for with GET /figures and GET /alerts; POST /lookup, the picture being the body,"
                    + " answers as 'lookup' does."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  rlpips serve",
            "  rlpips serve --data state --port 19092 --allow /srv/pictures --console-port 18080",
            "  rlpips serve --set rlpips.guard.flood-limit-per-hour=20 --set rlpips.retroactive.window=15min",
            "",
            "And then: curl --data-binary @picture.jpg http://127.0.0.1:8080/lookup"
        })
final class ServeCommand implements Callable<Integer> {
    private static final Duration WATCH = Duration.ofSeconds(1);
    private static final Duration STOPPING = Duration.ofSeconds(90);

    private final Console console;

    @Option(names = "--data", paramLabel = "DIR", description = "Keep everything in this folder.")
    private Path data;

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "9092",
            description = "Port of the broker on localhost (default: ${DEFAULT-VALUE}).")
    private int port;

    @Option(
            names = "--console-port",
            paramLabel = "N",
            defaultValue = "8080",
            description = "Port of the page on localhost, 0 for any free one (default: ${DEFAULT-VALUE}).")
    private int consolePort;

    @Option(
            names = "--console-address",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description =
                    "Address of this machine that the page is served on (default: ${DEFAULT-VALUE}, which only this"
                            + " machine reaches). Whoever reaches it sees pictures and writes reviews: there is no password.")
    private String consoleAddress;

    @Option(names = "--no-console", description = "Serve no page.")
    private boolean noConsole;

    @Mixin
    private AllowOption allowed;

    @Option(
            names = "--models",
            paramLabel = "DIR",
            description = "A folder that 'model switch' may take bundles from; may be given several times.")
    private List<Path> modelFolders = List.of();

    @Mixin
    private ModelOption model;

    @Mixin
    private ThresholdOption threshold;

    @Mixin
    private SearchOptions search;

    @Mixin
    private JobOptions jobs;

    @Spec
    private CommandSpec spec;

    @Option(names = "--json", description = "Print one JSON object once everything runs.")
    private boolean json;

    ServeCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (port < 1 || port > 65_535) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT, "--port is %d, must lie between 1 and 65535".formatted(port));
        }
        requireConsolePort();
        Configuration jobOptions = jobs.chosen(spec.commandLine(), StackSettings.DECIDED);
        if (data != null) {
            makeFolder(data);
            LogFile.use(data.resolve("rlpips.log"));
        }
        Detection.Request request =
                new Detection.Request(model.choice(), threshold.value(), allowed.folders(), search.choice());
        request.thresholdsFor(request.model().read());
        CountDownLatch interrupted = new CountDownLatch(1);
        CompletableFuture<Boolean> stoppedCleanly = new CompletableFuture<>();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(interrupted, stoppedCleanly), "stop"));
        try {
            serve(jobOptions, interrupted);
            stoppedCleanly.complete(true);
        } finally {
            interrupted.countDown();
            stoppedCleanly.complete(false);
        }
        return 0;
    }

    private void serve(Configuration jobOptions, CountDownLatch interrupted) throws InterruptedException {
        if (data != null) {
            serve(data, true, jobOptions, interrupted);
        } else {
            try (WorkFolder folder = WorkFolder.make()) {
                serve(folder.path(), false, jobOptions, interrupted);
            }
        }
    }

    private void serve(Path folder, boolean durable, Configuration jobOptions, CountDownLatch interrupted)
            throws InterruptedException {
        console.remark("starting a Kafka broker and the detector ...");
        StackSettings settings = new StackSettings(
                folder,
                durable,
                OptionalInt.of(port),
                model.choice(),
                threshold.value(),
                allowed.folders(),
                modelFolders,
                search.choice(),
                jobOptions);
        try (LocalStack stack = LocalStack.start(settings);
                Page page = noConsole ? Page.NONE : page(stack)) {
            tell(stack, page);
            while (!interrupted.await(WATCH.toMillis(), TimeUnit.MILLISECONDS)) {
                stack.requireRunning();
            }
            console.remark("stopping ...");
        }
    }

    /** The page that is served, if one is. */
    private record Page(Optional<WebConsole> served) implements AutoCloseable {
        static final Page NONE = new Page(Optional.empty());

        Optional<String> address() {
            return served.map(WebConsole::address).map(URI::toString);
        }

        @Override
        public void close() {
            served.ifPresent(WebConsole::close);
        }
    }

    private Page page(LocalStack stack) {
        return new Page(Optional.of(WebConsole.start(
                stack.broker(), stack.uploadsGroup(), allowed.locations(), consoleAddress, consolePort)));
    }

    /** Found out before everything else is started. */
    private void requireConsolePort() {
        if (noConsole) {
            return;
        }
        if (consolePort < 0 || consolePort > 65_535) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "--console-port is %d, must lie between 0 and 65535".formatted(consolePort));
        }
        InetAddress address = address();
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(address, consolePort));
        } catch (IOException e) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "port %d of %s is taken or not this machine's (%s); choose another one with --console-port, or --no-console"
                            .formatted(consolePort, consoleAddress, e.getMessage()),
                    e);
        }
        if (!address.isLoopbackAddress()) {
            console.remark(
                    "warning: the console is served on %s, which other machines reach: there is no password and no encryption,"
                                    .formatted(consoleAddress)
                            + " and whoever reaches it sees pictures and writes reviews");
        }
    }

    private InetAddress address() {
        try {
            return InetAddress.getByName(consoleAddress);
        } catch (UnknownHostException e) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT,
                    "--console-address is '%s', which is no address".formatted(consoleAddress),
                    e);
        }
    }

    private void tell(LocalStack stack, Page page) {
        String servers = stack.broker().bootstrapServers();
        if (json) {
            Map<String, String> served = new LinkedHashMap<>(Map.of("bootstrapServers", servers));
            page.address().ifPresent(address -> served.put("console", address));
            console.resultJsonLine(served);
        } else {
            console.result("serving at " + servers + "; stop with Ctrl-C");
            page.address().ifPresent(address -> console.result("console: " + address));
            console.remark("in another terminal:");
            List.of("reference add DIR", "upload FILE --wait", "lookup FILE", "watch")
                    .forEach(words -> console.remark("  rlpips %s --bootstrap-servers %s".formatted(words, servers)));
        }
    }

    /** Keeps the process alive until everything is closed in order; being told to stop is then no failure. */
    private static void stop(CountDownLatch interrupted, CompletableFuture<Boolean> stoppedCleanly) {
        boolean asked = interrupted.getCount() > 0;
        interrupted.countDown();
        try {
            if (asked && stoppedCleanly.get(STOPPING.toMillis(), TimeUnit.MILLISECONDS)) {
                // After a signal the exit code would be the signal's.
                Runtime.getRuntime().halt(0);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LoggerFactory.getLogger(ServeCommand.class)
                    .warn("not everything stopped within {} s", STOPPING.toSeconds(), e);
        }
    }

    private static void makeFolder(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new RlpipsException(
                    FailureCategory.INVALID_ARGUMENT, "cannot make folder %s: %s".formatted(folder, e), e);
        }
    }
}
