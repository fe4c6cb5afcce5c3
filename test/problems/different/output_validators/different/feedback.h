#pragma once
#include <fstream>
#include <string>

class Feedback {
  public:
    explicit Feedback(std::string directory) : directory_(std::move(directory)) {}

    int accept() const { return 42; }

    int reject(const std::string &reason) const {
        std::ofstream(directory_ + "judgemessage.txt") << reason << '\n';
        std::ofstream(directory_ + "teammessage.txt") << "Wrong: " << reason << ".\n";
        return 43;
    }

  private:
    std::string directory_;
};
