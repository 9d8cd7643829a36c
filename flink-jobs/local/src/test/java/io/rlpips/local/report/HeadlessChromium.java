package io.rlpips.local.report;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;

/** A browser that shows pages to nobody, where one is installed. */
final class HeadlessChromium {
    private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome");
    private static final long PATIENCE_S = 60;

    private final Path program;

    private HeadlessChromium(Path program) {
        this.program = program;
    }

    /** @return the first that the path has; empty where there is none */
    static Optional<HeadlessChromium> installed() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst()
                .map(HeadlessChromium::new);
    }

    /** @return the document as it is when everything of the page has been loaded and its scripts have run */
    Document show(Path page, Path scratch, int width, int height) throws IOException, InterruptedException {
        Path dumped = scratch.resolve("dumped.html");
        run(scratch, page, width, height, dumped, "--dump-dom");
        return Jsoup.parse(dumped.toFile(), StandardCharsets.UTF_8.name());
    }

    /** Writes what is to be seen of the page from its top on. */
    void picture(Path page, Path scratch, int width, int height, boolean dark, Path png)
            throws IOException, InterruptedException {
        run(
                scratch,
                page,
                width,
                height,
                scratch.resolve("said.txt"),
                "--screenshot=" + png,
                "--blink-settings=preferredColorScheme=" + (dark ? 0 : 1));
    }

    private void run(Path scratch, Path page, int width, int height, Path output, String... what)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                program.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--hide-scrollbars",
                "--no-first-run",
                "--user-data-dir=" + scratch.resolve("profile"),
                "--window-size=%d,%d".formatted(width, height)));
        command.addAll(List.of(what));
        command.add(page.toUri().toString());
        Process process = new ProcessBuilder(command)
                .redirectOutput(output.toFile())
                .redirectError(scratch.resolve("errors.txt").toFile())
                .start();
        try {
            if (!process.waitFor(PATIENCE_S, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new AssertionError(
                        "%s did not end well: %s".formatted(program, Files.readString(scratch.resolve("errors.txt"))));
            }
        } finally {
            process.destroyForcibly();
        }
    }
}
