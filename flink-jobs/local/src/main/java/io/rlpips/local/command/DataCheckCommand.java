package io.rlpips.local.command;

import io.rlpips.local.console.Console;
import io.rlpips.training.data.DataSetSurvey;
import io.rlpips.training.data.DataSetSurvey.Finding;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Reads all of a data set and says what there is and what is wrong. */
@Command(
        name = "check",
        description =
                "Reads all of a data set and says how much of what there is, who judged, and the first thing that is "
                        + "wrong. Reads judged sets in the layout of BAPPS, CIFAR-10 in its binary layout, and folders or tar "
                        + "archives of pictures. Exit code 1 if something is wrong.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  rlpips data check triplets",
            "  rlpips data check pictures.tar --json",
            "  rlpips data check cifar-10-batches-bin"
        })
final class DataCheckCommand implements Callable<Integer> {
    private static final int TRIALS_A_LINE = 5_000;

    private final Console console;

    @Parameters(index = "0", paramLabel = "DIR|TAR|FILE", description = "The data set.")
    private Path source;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "How many pictures are decoded at once (default: all cores).")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--json", description = "Print what was found as JSON.")
    private boolean json;

    DataCheckCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Finding found = DataSetSurvey.of(source, threads, read -> {
            if (read % TRIALS_A_LINE == 0) {
                console.remark("read " + read);
            }
        });
        if (json) {
            console.resultJson(described(found));
        } else {
            print(found);
        }
        return found.firstProblem().isPresent() ? 1 : 0;
    }

    private void print(Finding found) {
        console.result("layout: " + found.layout());
        found.counts().forEach((place, count) -> console.result("%-28s %7d".formatted(Console.oneLine(place), count)));
        found.judgedBy().ifPresent(who -> console.result("judged by: " + who));
        console.result(
                "first problem: " + found.firstProblem().map(Console::oneLine).orElse("none"));
    }

    private static Map<String, Object> described(Finding found) {
        Map<String, Object> description = new LinkedHashMap<>();
        description.put("layout", found.layout());
        description.put("counts", found.counts());
        found.judgedBy().ifPresent(who -> description.put("judgedBy", who));
        found.firstProblem().ifPresent(problem -> description.put("firstProblem", problem));
        return description;
    }
}
