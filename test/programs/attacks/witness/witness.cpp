// An honest program that looks for anything that somebody before it has left, and says `clean` when there is nothing.
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <sys/resource.h>
#include <unistd.h>

namespace fs = std::filesystem;

static std::ostringstream found;

static void lookInto(const fs::path &directory, const std::string &allowed = "")
{
    std::error_code error;
    for (const auto &entry : fs::directory_iterator(directory, error))
        if (entry.path().filename() != allowed)
            found << directory.string() << " holds " << entry.path().filename().string() << '\n';
    if (error)
        found << directory.string() << " cannot be opened\n";
}

static void lookAtProcesses()
{
    for (const auto &entry : fs::directory_iterator("/proc")) {
        const std::string name = entry.path().filename();
        if (name.find_first_not_of("0123456789") == std::string::npos && name != "1" && name != std::to_string(getpid()))
            found << "process " << name << " lives\n";
    }
}

static void lookAtTable(const std::string &path)
{
    std::ifstream table(path);
    std::string line;
    if (!table)
        found << path << " cannot be read\n";
    for (int lines = 0; std::getline(table, line);)
        if (++lines > 1)
            found << path << ": " << line << '\n';
}

int main()
{
    if (fs::current_path() != "/box")
        found << "the working directory is not /box\n";
    lookAtProcesses();
    for (const char *directory : {"/box", "/tmp", "/dev/shm", "/dev/mqueue"})
        lookInto(directory);
    lookInto("/app", "program");
    for (const char *table : {"/proc/sysvipc/shm", "/proc/sysvipc/sem", "/proc/sysvipc/msg"})
        lookAtTable(table);
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur != 1024 || limit.rlim_max != 1024)
        found << "the limit of descriptors is " << limit.rlim_cur << '\n';
    std::string line;
    std::ifstream in("/dev/stdin");
    if (!std::getline(in, line) || line != "anybody here?")
        found << "/dev/stdin does not give the input\n";
    std::ofstream out("/dev/stdout");
    out << (found.str().empty() ? "clean\n" : found.str());
    return out.flush() ? 0 : 3;
}
