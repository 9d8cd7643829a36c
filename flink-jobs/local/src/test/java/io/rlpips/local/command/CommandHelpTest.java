package io.rlpips.local.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.rlpips.local.console.Console;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** What {@code --help} says, for whatever commands there are. */
class CommandHelpTest {
    @ParameterizedTest
    @MethodSource("commands")
    void helpIsAResultThatNamesEveryOption(String command) {
        CommandLineRun run = CommandLineRun.of((Object[]) (command + " --help").split(" "));

        assertThat(run.exitCode()).isZero();
        assertThat(run.remarks()).isEmpty();
        assertThat(run.results()).contains("Usage: rlpips " + command);
        for (OptionSpec option : find(command).options()) {
            assertThat(run.results()).contains(option.names());
        }
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everythingThatCanBeGivenIsDescribed(String command) {
        CommandSpec spec = find(command);

        assertThat(spec.args())
                .isNotEmpty()
                .allSatisfy(argument -> assertThat(argument.description())
                        .as("%s %s", command, argument)
                        .isNotEmpty()
                        .allMatch(line -> !line.isBlank()));
        assertThat(spec.usageMessage().description()).as(command).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void whatDoesSomethingShowsAnExampleThatParses(String command) {
        CommandSpec spec = find(command);
        if (!spec.subcommands().isEmpty()) {
            return;
        }
        String[] footer = spec.usageMessage().footer();

        assertThat(footer).as(command).anyMatch(line -> line.startsWith("Example"));
        // A backslash at the end goes on with the next line, as in a shell.
        assertThat(String.join("\n", footer)
                        .replace("\\\n", "")
                        .lines()
                        .map(String::strip)
                        .filter(line -> line.startsWith("rlpips ")))
                .isNotEmpty()
                .allSatisfy(example -> assertParses(command, example));
    }

    @Test
    void thereAreCommandsToLookAt() {
        assertThat(commands()).contains("demo", "detect", "distance", "model import", "reference add");
    }

    static Stream<String> commands() {
        return below(root(), "");
    }

    private static void assertParses(String command, String example) {
        String[] words = example.substring("rlpips ".length()).split(" +");
        CommandLine.ParseResult parsed = root().parseArgs(words);
        String parsedCommand = "";
        while (parsed.hasSubcommand()) {
            parsed = parsed.subcommand();
            parsedCommand = (parsedCommand + " " + parsed.commandSpec().name()).strip();
        }
        assertThat(parsedCommand).isEqualTo(command);
    }

    private static Stream<String> below(CommandLine line, String prefix) {
        return line.getSubcommands().entrySet().stream()
                .flatMap(entry -> Stream.concat(
                        Stream.of(prefix + entry.getKey()), below(entry.getValue(), prefix + entry.getKey() + " ")));
    }

    private static CommandSpec find(String command) {
        CommandLine line = root();
        for (String word : command.split(" ")) {
            line = line.getSubcommands().get(word);
        }
        return line.getCommandSpec();
    }

    private static CommandLine root() {
        PrintStream nowhere = new PrintStream(new ByteArrayOutputStream());
        return RlpipsCommand.commandLine(new Console(nowhere, nowhere));
    }
}
