package io.rlpips.local.command;

import io.rlpips.local.console.Console;
import io.rlpips.local.console.DecisionTable;
import io.rlpips.local.console.LogFile;
import io.rlpips.local.demo.Demo;
import io.rlpips.local.report.RunFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows what the detector does. */
@Command(
        name = "demo",
        description = {
            "Runs the detector on pictures it draws itself: exact, recompressed, resized, blurred, recoloured,"
                    + " cropped, rotated, bordered and captioned copies, copies perturbed on purpose, unrelated pictures"
                    + " and broken files. Ends with exit code 0 if every upload was decided and everything promised"
                    + " was found or refused."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Examples:", "  rlpips demo", "  rlpips demo --out report --json"})
final class DemoCommand implements Callable<Integer> {
    private final Console console;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "rlpips-report",
            description = "Where results and report go (default: ${DEFAULT-VALUE}).")
    private Path out;

    @Mixin
    private ModelOption model;

    @Mixin
    private ThresholdOption threshold;

    @Option(names = "--json", description = "Print the summary as JSON; decisions go to stderr.")
    private boolean json;

    DemoCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        RunFiles.prepare(out);
        LogFile.use(out.resolve("rlpips.log"));
        Demo demo = new Demo(console, model.choice(), threshold.value());
        console.remark("drawing pictures; this takes about a minute in all");
        tell(DecisionTable.header());
        Demo.Result result = demo.run(this::tell);
        RunReporting.tell(console, spec, result.run(), List.of(), out, json);
        result.broken().forEach(promise -> console.failure("promise not kept: " + promise));
        return result.broken().isEmpty() ? 0 : 1;
    }

    private void tell(String line) {
        if (json) {
            console.remark(line);
        } else {
            console.result(line);
        }
    }
}
